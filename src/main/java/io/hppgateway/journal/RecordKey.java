package io.hppgateway.journal;

import io.hppgateway.redis.Namespace;

/**
 * Where the record of a session is, and to what its sealed fields are bound. Whoever writes or reads the record uses the
 * same.
 *
 * @param tenant whose session
 * @param sessionId Klarna's HPP session id
 */
public record RecordKey(String tenant, String sessionId) {
    /** Field with the sealed session JSON. */
    public static final String BODY = "body";

    /** Field with the sealed JSON of Klarna's last answer to a read. */
    public static final String READ_BODY = "read_body";

    /** Field with the sealed {@code status_update} URL of the tenant. */
    public static final String STATUS_UPDATE = "status_update";

    /** The key of the hash. */
    public String in(Namespace names) {
        return names.of(tenant) + "session:" + sessionId;
    }

    /** The context a field is sealed with. */
    public String context(String field) {
        return "session:" + tenant + "/" + sessionId + ":" + field;
    }
}
