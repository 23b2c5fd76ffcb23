package io.hppgateway.tenant.endpoint;

import io.hppgateway.http.JsonFields;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Endpoint;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An endpoint that a tenant made by the API.
 *
 * @param tenant the tenant's id
 * @param version grows with each change
 * @param settings what the tenant set, as JSON with the names of {@link EndpointFields}; what it left out has its default
 */
public record StoredEndpoint(
        String tenant, long version, Secret settings, Endpoint endpoint, Instant createdAt, Instant updatedAt) {

    /** Of one that is not stored yet. */
    public static final long NEW = 0;

    /** Starts every id, so that none can be that of an endpoint in a file. */
    public static final String ID_PREFIX = "we_";

    private static final String SETTINGS = "settings";
    private static final String KEYS = "keys";
    private static final String SECRET = "secret";
    private static final String UNTIL = "until";
    private static final String CREATED = "created_at";
    private static final String UPDATED = "updated_at";

    /** The settings; the caller's own copy. */
    public JsonObject settingsJson() {
        return new JsonObject(settings.reveal());
    }

    /** This one with other keys and settings, changed now. */
    public StoredEndpoint with(Endpoint changed, JsonObject newSettings, Instant now) {
        return new StoredEndpoint(tenant, version, Secret.of(newSettings.encode()), changed, createdAt, now);
    }

    /** What is sealed and stored. */
    byte[] pack() {
        var keys = new JsonArray();
        for (var key : endpoint.keys()) {
            var packed = new JsonObject().put(SECRET, key.secret().reveal());
            key.until().ifPresent(end -> packed.put(UNTIL, end.toEpochMilli()));
            keys.add(packed);
        }
        return new JsonObject()
                .put(SETTINGS, settingsJson())
                .put(KEYS, keys)
                .put(CREATED, createdAt.toEpochMilli())
                .put(UPDATED, updatedAt.toEpochMilli())
                .toBuffer()
                .getBytes();
    }

    /**
     * Reads what {@link #pack} made. Settings that a newer gateway wrote and this one does not know are kept.
     *
     * @throws RuntimeException when it is something else
     */
    static StoredEndpoint unpack(String tenant, String id, long version, String packed) {
        var json = new JsonObject(packed);
        var settings = json.getJsonObject(SETTINGS);
        var faults = new ArrayList<String>();
        var endpoint = EndpointFields.read(
                new JsonFields(settings, "", faults), id, keys(json.getJsonArray(KEYS)), "https", "http");
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return new StoredEndpoint(
                tenant,
                version,
                Secret.of(settings.encode()),
                endpoint,
                Instant.ofEpochMilli(json.getLong(CREATED)),
                Instant.ofEpochMilli(json.getLong(UPDATED)));
    }

    private static List<Endpoint.Key> keys(JsonArray packed) {
        var keys = new ArrayList<Endpoint.Key>();
        for (int i = 0; i < packed.size(); i++) {
            var key = packed.getJsonObject(i);
            keys.add(new Endpoint.Key(
                    Secret.of(key.getString(SECRET)),
                    Optional.ofNullable(key.getLong(UNTIL)).map(Instant::ofEpochMilli)));
        }
        return keys;
    }
}
