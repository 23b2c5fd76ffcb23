package io.hppgateway.sandbox.shop;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every webhook that was received, good or bad, in order; knows which of them a receiver may act on. */
final class Inbox {
    /** What a load test of some minutes leaves behind; about 1 KiB each. */
    private static final int MAX_KEPT = 10_000;

    /**
     * One attempt to deliver a webhook to us.
     *
     * @param n counts all attempts from 1
     * @param fault why its signature was refused; null when it verified
     * @param duplicate an earlier attempt under the same webhook-id was accepted
     * @param answered the HTTP status we gave
     */
    record Received(
            long n,
            String tenant,
            Envelope envelope,
            Event event,
            @Nullable String fault,
            boolean duplicate,
            int answered,
            Instant at) {

        /** Verified, new, and answered with success: the sender will not send it again, so now it counts. */
        boolean counts() {
            return fault == null && !duplicate && answered < 300;
        }

        long sequence() {
            return event.sequence;
        }

        @Nullable
        String sessionId() {
            return event.sessionId;
        }

        @Nullable
        String status() {
            return event.status;
        }
    }

    /** The headers of a webhook. */
    record Envelope(
            @Nullable String id,
            @Nullable String attempt,
            @Nullable String signature) {
        static Envelope of(MultiMap headers) {
            return new Envelope(
                    clip(headers.get("webhook-id")),
                    clip(headers.get("webhook-attempt")),
                    clip(headers.get("webhook-signature")));
        }
    }

    /** What the body of a webhook says; any part may be missing. */
    record Event(
            @Nullable String type,
            long sequence,
            @Nullable String source,
            @Nullable Boolean verified,
            @Nullable String sessionId,
            @Nullable String status) {

        static Event of(Buffer body) {
            try {
                var event = new JsonObject(body);
                var data = object(event, "data");
                var session = object(data, "session");
                return new Event(
                        text(event, "type"),
                        data.getValue("sequence") instanceof Number number ? number.longValue() : 0,
                        text(data, "source"),
                        data.getValue("verified") instanceof Boolean verified ? verified : null,
                        text(session, "session_id"),
                        text(session, "status"));
            } catch (RuntimeException notAnObject) {
                return new Event(null, 0, null, null, null, null);
            }
        }
    }

    private final Map<String, List<Webhook>> verifiers = new LinkedHashMap<>();
    private final Clock clock;
    private final ArrayDeque<Received> kept = new ArrayDeque<>();
    private final Set<String> accepted = new HashSet<>();
    private long count;

    Inbox(List<ShopTenant> tenants, Clock clock) {
        tenants.forEach(tenant -> verifiers.put(
                tenant.id(),
                tenant.webhookSecrets().stream().map(Inbox::verifier).toList()));
        this.clock = clock;
    }

    private static Webhook verifier(String secret) {
        try {
            return new Webhook(secret);
        } catch (EmptyWebhookSecretException e) {
            throw new IllegalArgumentException("A webhook secret is whsec_ and base64, not empty", e);
        }
    }

    boolean knows(String tenant) {
        return verifiers.containsKey(tenant);
    }

    /**
     * Records one attempt.
     *
     * @param success what to answer when the signature is good; something else than 2xx leaves the webhook unaccepted
     */
    Received receive(String tenant, MultiMap headers, Buffer body, int success) {
        var envelope = Envelope.of(headers);
        var fault = fault(tenant, headers, body.toString());
        var key = tenant + ' ' + envelope.id;
        var duplicate = fault == null && accepted.contains(key);
        var answered = fault == null ? success : 400;
        var received =
                new Received(++count, tenant, envelope, Event.of(body), fault, duplicate, answered, clock.instant());
        keep(received);
        if (received.counts()) {
            accepted.add(key);
        }
        return received;
    }

    private void keep(Received received) {
        kept.add(received);
        if (kept.size() > MAX_KEPT) {
            var oldest = kept.remove();
            if (oldest.counts()) {
                accepted.remove(oldest.tenant + ' ' + oldest.envelope.id);
            }
        }
    }

    /** Why no secret of this tenant signed this; null if one did. */
    private @Nullable String fault(String tenant, MultiMap headers, String body) {
        var signed = Stream.of(
                        Webhook.UNBRANDED_MSG_ID_KEY,
                        Webhook.UNBRANDED_MSG_TIMESTAMP_KEY,
                        Webhook.UNBRANDED_MSG_SIGNATURE_KEY)
                .filter(headers::contains)
                .collect(Collectors.toMap(name -> name, headers::getAll));
        @Nullable String fault = "This shop has no webhook secret";
        for (var verifier : Objects.requireNonNull(verifiers.get(tenant))) {
            try {
                verifier.verify(body, signed);
                return null;
            } catch (WebhookVerificationException e) {
                fault = Objects.requireNonNullElse(e.getMessage(), "Not a valid signature");
            }
        }
        return fault;
    }

    Stream<Received> all() {
        return kept.stream();
    }

    private static JsonObject object(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonObject child ? child : new JsonObject();
    }

    private static @Nullable String text(JsonObject parent, String key) {
        return parent.getValue(key) instanceof String value ? clip(value) : null;
    }

    /** Ten thousand of these are kept, so a sender must not choose their size; no honest value is longer. */
    private static @Nullable String clip(@Nullable String value) {
        return value == null || value.length() <= 256 ? value : value.substring(0, 256);
    }
}
