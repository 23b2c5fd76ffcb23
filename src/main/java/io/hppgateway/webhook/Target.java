package io.hppgateway.webhook;

import io.hppgateway.secret.Secret;
import java.net.URI;
import java.time.Duration;
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

    public Target {
        secrets = List.copyOf(secrets);
        headers = Map.copyOf(headers);
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("a webhook URL is an absolute http or https URL");
        }
    }
}
