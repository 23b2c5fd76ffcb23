package io.hppgateway.proof;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What tenants and Klarna call a gateway for. A call that gets no answer is a value. */
public final class GatewayCalls {
    /** Klarna waits three seconds for an answer. */
    private static final long PATIENCE_MS = 3000;

    private final KlarnaPeer klarna;
    private final WebClient http;

    public GatewayCalls(Vertx vertx, KlarnaPeer klarna) {
        this.klarna = klarna;
        this.http = WebClient.create(
                vertx, new WebClientOptions().setConnectTimeout(1000), new PoolOptions().setHttp1MaxSize(128));
    }

    /**
     * An answer.
     *
     * @param status 0 for none
     * @param session the id of the session that was made, if one was
     */
    public record Answer(int status, Optional<String> session) {
        private static final Answer NONE = new Answer(0, Optional.empty());
    }

    /** A shop makes a session. */
    public Future<Answer> create(Pod pod, Shop shop) {
        var urls = new JsonObject().put("success", "https://shop.test/thanks");
        shop.statusUpdate().ifPresent(hook -> urls.put("status_update", hook.url()));
        var body = new JsonObject()
                .put("payment_session_url", klarna.url() + "/payments/v1/sessions/kp-1")
                .put("merchant_urls", urls);
        return http.post(pod.port(), "127.0.0.1", "/hpp/v1/sessions")
                .timeout(PATIENCE_MS)
                .putHeader("authorization", shop.authorization())
                .sendJsonObject(body)
                .map(answer -> new Answer(
                        answer.statusCode(),
                        Optional.of(answer)
                                .filter(made -> made.statusCode() == 201)
                                .map(made -> made.bodyAsJsonObject().getString("session_id"))))
                .otherwise(Answer.NONE);
    }

    /** The state of a session as Klarna would tell it now; {@code event} travels in it all the way to the endpoints. */
    public static JsonObject state(String session, String status, String event) {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return new JsonObject()
                .put("session_id", session)
                .put("status", status)
                .put("updated_at", now.toString())
                .put("expires_at", now.plus(47, ChronoUnit.HOURS).toString())
                .put("proof_event", event);
    }

    /** Klarna tells of a session's state. */
    public Future<Answer> tell(Pod pod, JsonObject state) {
        String session = state.getString("session_id");
        klarna.set(session, state);
        var body =
                new JsonObject().put("event_id", state.getString("proof_event")).put("session", state);
        return http.post(pod.port(), "127.0.0.1", klarna.link(session))
                .timeout(PATIENCE_MS)
                .sendJsonObject(body)
                .map(answer -> new Answer(answer.statusCode(), Optional.empty()))
                .otherwise(Answer.NONE);
    }
}
