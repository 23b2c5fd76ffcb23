package io.hppgateway.session.create;

import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.Problem;
import io.hppgateway.http.Urls;
import io.hppgateway.klarna.Upstream;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The body of {@code POST /hpp/v1/sessions}. Only two of its values are ours to change; every other byte goes on as it came,
 * because enums, options and fields to come are Klarna's to judge.
 */
final class CreateRequest {
    private static final String SESSION_URL = "payment_session_url";
    private static final String URLS = "merchant_urls";
    private static final String STATUS_UPDATE = "merchant_urls.status_update";
    // Klarna docs "Create session": a KP session or a KCO order. The id is opaque, but it is one path segment.
    private static final Pattern PATH = Pattern.compile("/(?:payments/v1/sessions|checkout/v3/orders)/([^/?#]{1,200})");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[a-z_]+}}");
    private static final List<String> SCHEMES = List.of("https", "http");

    private final JsonSpots body;
    private final URI sessionUrl;

    private CreateRequest(JsonSpots body, URI sessionUrl) {
        this.body = body;
        this.sessionUrl = sessionUrl;
    }

    /**
     * Reads the body.
     *
     * @throws io.hppgateway.http.ProblemException 400 when it is no JSON object, or names no payment session
     */
    static CreateRequest parse(Buffer bytes) {
        var body = JsonSpots.find(bytes, Set.of(SESSION_URL, URLS, STATUS_UPDATE));
        if (!body.has(SESSION_URL)) {
            throw Problem.badValue("payment_session_url is missing: give the URL of a KP session"
                            + " (<base>/payments/v1/sessions/<id>) or a KCO order (<base>/checkout/v3/orders/<id>).")
                    .toException();
        }
        if (body.has(URLS) && !body.isObject(URLS)) {
            throw Problem.badValue("merchant_urls must be an object.").toException();
        }
        if (body.has(STATUS_UPDATE) && body.text(STATUS_UPDATE).isEmpty()) {
            throw Problem.badValue("merchant_urls.status_update must be a URL in a text.")
                    .toException();
        }
        if (body.text(STATUS_UPDATE)
                .filter(url -> !url.isBlank() && !isCallable(url))
                .isPresent()) {
            throw Problem.badValue("merchant_urls.status_update must be an absolute URL that starts with https://,"
                            + " without user or password.")
                    .toException();
        }
        return new CreateRequest(body, sessionUrl(body));
    }

    /** Whether the relay will be able to call it, once the placeholders are filled. */
    private static boolean isCallable(String url) {
        try {
            return Urls.isCallable(new URI(PLACEHOLDER.matcher(url).replaceAll("x")), SCHEMES);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static URI sessionUrl(JsonSpots body) {
        try {
            var url = new URI(body.text(SESSION_URL).orElse(""));
            boolean known = url.getRawPath() != null
                    && PATH.matcher(url.getRawPath()).matches()
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && ("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()));
            if (known) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw Problem.badValue(
                        "payment_session_url must be <base>/payments/v1/sessions/<id> or <base>/checkout/v3/orders/<id>.")
                .toException();
    }

    /** The id of the payment session or order. */
    String paymentSessionId() {
        String path = sessionUrl.getRawPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether that is an order of Klarna (now Kustom) Checkout. */
    boolean isOrder() {
        return sessionUrl.getRawPath().startsWith("/checkout/");
    }

    /** The tenant's own callback URL; empty when it wants none. */
    Optional<String> statusUpdate() {
        return body.text(STATUS_UPDATE).filter(url -> !url.isBlank());
    }

    /**
     * The body for Klarna: the payment session at Klarna's host, the callback to us.
     *
     * @param gateway our own origins, which clients put there when they build the URL from their base URL
     * @throws io.hppgateway.http.ProblemException 400 when the payment session's URL has any other host: what stands at a
     *     foreign host is not what these credentials are for
     */
    Buffer forKlarna(Upstream upstream, Set<String> gateway, String callbackUrl) {
        String origin = Urls.originOf(sessionUrl);
        if (!gateway.contains(origin) && !origin.equals(upstream.host().origin())) {
            throw Problem.badValue("payment_session_url has a foreign host; it must start with the base URL of this"
                            + " gateway or with " + upstream.host().origin() + ".")
                    .toException();
        }
        String query = sessionUrl.getRawQuery() == null ? "" : "?" + sessionUrl.getRawQuery();
        var edit = body.edit().replace(SESSION_URL, upstream.host().origin() + sessionUrl.getRawPath() + query);
        return callback(edit, JsonSpots.quote(callbackUrl)).apply();
    }

    private JsonSpots.Edit callback(JsonSpots.Edit edit, String url) {
        if (body.text(STATUS_UPDATE).isPresent()) {
            return edit.replaceRaw(STATUS_UPDATE, url);
        }
        String urls = "{\"status_update\":" + url + "}";
        if (!body.has(URLS)) {
            return body.contains(URLS) ? edit.replaceRaw(URLS, urls) : edit.insert("", URLS, urls);
        }
        return body.contains(STATUS_UPDATE)
                ? edit.replaceRaw(STATUS_UPDATE, url)
                : edit.insert(URLS, "status_update", url);
    }
}
