package io.hppgateway.journal;

import io.hppgateway.http.Letters;

/**
 * Names an endpoint of a tenant.
 *
 * @param tenant the tenant's id
 * @param id the endpoint's id; one that starts with {@code su_} stands for the {@code status_update} URLs of one origin
 */
public record EndpointRef(String tenant, String id) {
    /** Starts the id of an endpoint that is a session's own {@code status_update} URL. */
    public static final String STATUS_UPDATE = "su_";

    private static final int LONGEST_TENANT = 40;
    private static final int LONGEST_ID = 80;

    public EndpointRef {
        if (!isTenant(tenant) || !isId(id)) {
            throw new IllegalArgumentException("not an endpoint: " + tenant + "/" + id);
        }
    }

    private static boolean isTenant(String text) {
        return Letters.areAll(text, LONGEST_TENANT, c -> Letters.isLowerOrDigit(c) || c == '-');
    }

    private static boolean isId(String text) {
        return Letters.areAll(text, LONGEST_ID, c -> Letters.isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
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
