package io.hppgateway.webhook;

import io.hppgateway.http.TraceParent;
import io.hppgateway.journal.Content;
import io.hppgateway.journal.Event;
import io.hppgateway.journal.EventBody;
import io.hppgateway.journal.Grant;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;

/**
 * One attempt's request: body and headers.
 *
 * @param body an {@link EventBody}, or Klarna's original body; the same bytes on every attempt
 * @param headers Standard Webhooks' {@code webhook-id}, {@code -timestamp}, {@code -signature}, ours {@code -attempt} and
 *     {@code -sequence}, {@code traceparent}, and the endpoint's own
 */
record WebhookMessage(Buffer body, MultiMap headers) {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence AGENT = HttpHeaders.createOptimized("hpp-gateway");

    /**
     * Builds and signs.
     *
     * @param trace where this attempt stands in the event's trace
     * @param now seconds of this attempt, what the signature holds for
     * @throws IllegalArgumentException when it cannot be built: nothing opens the content, or a secret is none
     */
    static WebhookMessage of(Grant grant, Target target, TraceParent trace, Instant now) {
        Event event = grant.event();
        Content content = event.content();
        if (content == null) {
            throw new IllegalArgumentException("the event's content cannot be opened with any of our keys");
        }
        Buffer body = target.klarnaBody() ? content.body() : EventBody.webhook(event, content.session());
        long timestamp = now.getEpochSecond();
        var headers = HttpHeaders.headers();
        target.headers().forEach((name, value) -> headers.set(name, value.reveal()));
        headers.set(HttpHeaders.CONTENT_TYPE, JSON)
                .set(HttpHeaders.USER_AGENT, AGENT)
                .set("webhook-id", grant.webhookId())
                .set("webhook-timestamp", Long.toString(timestamp))
                .set("webhook-attempt", Integer.toString(grant.attempt()))
                .set("webhook-sequence", Long.toString(event.sequence()))
                .set(TraceParent.HEADER, trace.toString());
        if (!target.secrets().isEmpty()) {
            headers.set("webhook-signature", Signature.header(target.secrets(), grant.webhookId(), timestamp, body));
        }
        return new WebhookMessage(body, headers);
    }
}
