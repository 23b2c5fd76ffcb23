package io.hppgateway.journal;

import java.util.regex.Pattern;

/**
 * Names an endpoint of a tenant.
 *
 * @param tenant the tenant's id
 * @param id the endpoint's id; one that starts with {@code su_} stands for the {@code status_update} URLs of one origin
 */
public record EndpointRef(String tenant, String id) {
    /** Starts the id of an endpoint that is a session's own {@code status_update} URL. */
    public static final String STATUS_UPDATE = "su_";

    private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    public EndpointRef {
        if (!TENANT.matcher(tenant).matches() || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not an endpoint: " + tenant + "/" + id);
        }
    }

    /**
     * Reads {@link #toString()}.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static EndpointRef parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not an endpoint: " + text);
        }
        return new EndpointRef(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Whether it stands for {@code status_update} URLs, which get Klarna's original body. */
    public boolean isStatusUpdate() {
        return id.startsWith(STATUS_UPDATE);
    }

    /** {@code <tenant>/<id>}. */
    @Override
    public String toString() {
        return tenant + "/" + id;
    }
}
