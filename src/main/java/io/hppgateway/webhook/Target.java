package io.hppgateway.webhook;

import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Where and how an endpoint wants its events.
 *
 * @param url absolute, http or https
 * @param secrets {@code whsec_…} (HMAC-SHA256) or {@code whsk_…} (Ed25519); all of them sign, so that one can be rotated
 * @param headers extra request headers, such as a token the receiver asks for
 * @param timeout of a whole attempt
 * @param klarnaBody whether it gets Klarna's original body instead of ours
 * @param schedule when to try again
 */
public record Target(
        URI url,
        List<Secret> secrets,
        Map<String, Secret> headers,
        Duration timeout,
        boolean klarnaBody,
        RetrySchedule schedule) {

    /**
     * What an endpoint of a tenant asks for at this moment.
     *
     * @param unset when to try again, for an endpoint that does not say
     */
    public static Target of(Endpoint endpoint, Instant now, RetrySchedule unset) {
        return new Target(
                endpoint.url(),
                endpoint.secrets(now),
                endpoint.headers(),
                endpoint.timeout(),
                false,
                endpoint.schedule().map(RetrySchedule::new).orElse(unset));
    }

    public Target {
        secrets = List.copyOf(secrets);
        headers = Map.copyOf(headers);
        if (url.getHost() == null
                || !("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))) {
            throw new IllegalArgumentException("a webhook URL is an absolute http or https URL");
        }
    }
}
