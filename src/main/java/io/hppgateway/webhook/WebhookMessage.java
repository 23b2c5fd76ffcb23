package io.hppgateway.webhook;

import io.hppgateway.journal.Content;
import io.hppgateway.journal.Event;
import io.hppgateway.journal.Grant;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import java.time.Instant;

/**
 * One attempt's request: body and headers.
 *
 * @param body {@code {"type", "timestamp", "data": {"event_id", "tenant", "sequence", "source", "verified", "outdated",
 *     "session"}}} with Klarna's session JSON unchanged, or Klarna's original body; the same bytes on every attempt
 * @param headers Standard Webhooks' {@code webhook-id}, {@code -timestamp}, {@code -signature}, ours {@code -attempt} and
 *     {@code -sequence}, and the endpoint's own
 */
record WebhookMessage(Buffer body, MultiMap headers) {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence AGENT = HttpHeaders.createOptimized("hpp-gateway");

    /**
     * Builds and signs.
     *
     * @param now seconds of this attempt, what the signature holds for
     * @throws IllegalArgumentException when it cannot be built: nothing opens the content, or a secret is none
     */
    static WebhookMessage of(Grant grant, Target target, Instant now) {
        Event event = grant.event();
        Content content = event.content();
        if (content == null) {
            throw new IllegalArgumentException("the event's content cannot be opened with any of our keys");
        }
        Buffer body = target.klarnaBody() ? content.body() : body(event, content.session());
        long timestamp = now.getEpochSecond();
        var headers = HttpHeaders.headers();
        target.headers().forEach((name, value) -> headers.set(name, value.reveal()));
        headers.set(HttpHeaders.CONTENT_TYPE, JSON)
                .set(HttpHeaders.USER_AGENT, AGENT)
                .set("webhook-id", grant.webhookId())
                .set("webhook-timestamp", Long.toString(timestamp))
                .set("webhook-attempt", Integer.toString(grant.attempt()))
                .set("webhook-sequence", Long.toString(event.sequence()));
        if (!target.secrets().isEmpty()) {
            headers.set("webhook-signature", Signature.header(target.secrets(), grant.webhookId(), timestamp, body));
        }
        return new WebhookMessage(body, headers);
    }

    /** Put together by hand, so that Klarna's JSON stays as it is and costs no parsing. */
    private static Buffer body(Event event, Buffer session) {
        String head = "{\"type\":" + Json.encode(event.type())
                + ",\"timestamp\":"
                + Json.encode(Instant.ofEpochMilli(event.acceptedAt()).toString())
                + ",\"data\":{\"event_id\":" + Json.encode(event.id())
                + ",\"tenant\":" + Json.encode(event.tenant())
                + ",\"sequence\":" + event.sequence()
                + ",\"source\":" + Json.encode(event.source())
                + ",\"verified\":" + event.verified()
                + ",\"outdated\":" + event.outdated()
                + ",\"session\":";
        return Buffer.buffer(head).appendBuffer(session).appendString("}}");
    }
}
