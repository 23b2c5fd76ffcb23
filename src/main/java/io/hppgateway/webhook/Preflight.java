package io.hppgateway.webhook;

import io.hppgateway.journal.EndpointRef;
import io.hppgateway.secret.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tries an endpoint out, beside the journal: a ping that is signed right, then one that somebody else signed and one that
 * was signed long ago. A good receiver takes the first and refuses the others.
 */
public final class Preflight {
    /** The type of its events. */
    public static final String TYPE = "webhook.ping";

    /** Reference verifiers allow five minutes (Standard Webhooks, "Verifying webhook authenticity"). */
    private static final Duration STALE = Duration.ofMinutes(10);

    /** Somebody waits for the answer. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final WebhookSender sender;
    private final Clock clock;

    /**
     * What a receiver said.
     *
     * @param status HTTP status, 0 when there was no answer
     * @param latency until the status or the failure
     * @param error for people; empty on 2xx
     */
    public record Check(int status, Duration latency, String error) {

        /** Whether it got 2xx. */
        public boolean isAccepted() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * All three.
     *
     * @param valid signed with the endpoint's keys
     * @param forged signed with others; empty when the valid one was not accepted, since a refusal would say nothing
     * @param stale signed right, ten minutes ago; empty in the same case
     */
    public record Report(Check valid, Optional<Check> forged, Optional<Check> stale) {}

    /** Sends as the relay does, with the same guard. */
    public Preflight(Vertx vertx, WebhookSettings settings, Clock clock) {
        this.sender = new WebhookSender(vertx, settings);
        this.clock = clock;
    }

    /** Sends the three. What the receiver does is in the report; a failure would be a mistake of ours. */
    public Future<Report> run(EndpointRef endpoint, Target target) {
        Instant now = clock.instant();
        return send(endpoint, target, target.secrets(), now)
                .compose(valid -> valid.isAccepted()
                        ? Future.all(
                                        send(endpoint, target, others(target.secrets()), now),
                                        send(endpoint, target, target.secrets(), now.minus(STALE)))
                                .map(both ->
                                        new Report(valid, Optional.of(both.resultAt(0)), Optional.of(both.resultAt(1))))
                        : Future.succeededFuture(new Report(valid, Optional.empty(), Optional.empty())));
    }

    private Future<Check> send(EndpointRef endpoint, Target target, List<Secret> secrets, Instant at) {
        String id = "msg_" + UUID.randomUUID();
        var body = new JsonObject()
                .put("type", TYPE)
                .put("timestamp", at.toString())
                .put("data", new JsonObject().put("tenant", endpoint.tenant()).put("endpoint", endpoint.id()))
                .toBuffer();
        var timeout = target.timeout().compareTo(LONGEST) < 0 ? target.timeout() : LONGEST;
        return sender.send(target.url(), message(target, secrets, id, at, body), timeout, 1)
                .map(reply -> new Check(reply.status(), reply.latency(), reply.error()));
    }

    private static WebhookMessage message(Target target, List<Secret> secrets, String id, Instant at, Buffer body) {
        long timestamp = at.getEpochSecond();
        var headers = HttpHeaders.headers();
        target.headers().forEach((name, value) -> headers.set(name, value.reveal()));
        headers.set(HttpHeaders.CONTENT_TYPE, "application/json")
                .set(HttpHeaders.USER_AGENT, "hpp-gateway")
                .set("webhook-id", id)
                .set("webhook-timestamp", Long.toString(timestamp))
                .set("webhook-signature", Signature.header(secrets, id, timestamp, body));
        return new WebhookMessage(body, headers);
    }

    /** Keys of the same kinds that are nobody's. */
    private static List<Secret> others(List<Secret> secrets) {
        return secrets.stream()
                .map(secret -> secret.reveal().substring(0, secret.reveal().indexOf('_') + 1))
                .map(kind -> Secret.of(kind + randomKey()))
                .toList();
    }

    private static String randomKey() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    /** Closes its connections. */
    public void close() {
        sender.close();
    }
}
