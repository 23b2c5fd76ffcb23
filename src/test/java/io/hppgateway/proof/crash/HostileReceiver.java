package io.hppgateway.proof.crash;

import static io.hppgateway.testkit.TestJournal.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.hppgateway.proof.Shop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A tenant's endpoint that believes only signed webhooks, and treats even those as its mood is. Keeps ledger B. */
final class HostileReceiver {
    private final Vertx vertx;
    private final Ledger ledger;
    private final String endpoint;
    private final Moods moods;
    private final String secret;
    private final Webhook verifier;
    private final HttpServer server;
    private final AtomicInteger followed = new AtomicInteger();

    /** @param endpoint {@code <tenant>/<id>} */
    HostileReceiver(Vertx vertx, Ledger ledger, String endpoint, long seed) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.endpoint = endpoint;
        this.moods = new Moods(seed);
        var key = new byte[32];
        new Random(seed).nextBytes(key);
        this.secret = "whsec_" + Base64.getEncoder().encodeToString(key);
        this.verifier = verifier(secret);
        // No lingering: what is closed is reset.
        var options = new HttpServerOptions().setSoLinger(0).setPort(0).setHost("127.0.0.1");
        server = await(vertx.createHttpServer(options)
                .requestHandler(this::receive)
                .connectionHandler(connection -> connection.exceptionHandler(broken -> {}))
                .listen());
    }

    private static Webhook verifier(String secret) {
        try {
            return new Webhook(secret);
        } catch (EmptyWebhookSecretException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As its tenant's configuration has it; one for {@code status_update} has the session in its path. */
    Shop.Hook hook(int permits, boolean statusUpdate) {
        String id = endpoint.substring(endpoint.indexOf('/') + 1);
        return new Shop.Hook(
                id,
                "http://127.0.0.1:" + server.actualPort() + "/hooks" + (statusUpdate ? "/{{session_id}}" : ""),
                secret,
                permits,
                "1s");
    }

    Moods moods() {
        return moods;
    }

    /** Redirects that somebody followed. */
    int followed() {
        return followed.get();
    }

    private void receive(HttpServerRequest request) {
        if (request.path().equals("/elsewhere")) {
            followed.incrementAndGet();
        }
        request.body().onSuccess(body -> {
            Ledger.Event event = genuine(request, body.toString());
            if (event == null) {
                ledger.forge();
                request.response().setStatusCode(401).end();
            } else {
                treat(request, () -> ledger.arrive(endpoint, arrival(request, event)));
            }
        });
    }

    private static Ledger.Arrival arrival(HttpServerRequest request, Ledger.Event event) {
        return new Ledger.Arrival(event.id(), request.getHeader("webhook-id"));
    }

    /** The event that it tells of, null when it is not signed or not what was sent. */
    private Ledger.Event genuine(HttpServerRequest request, String body) {
        try {
            verifier.verify(body, signed(request));
            var json = new JsonObject(body);
            JsonObject state = json.getJsonObject("data", json).getJsonObject("session");
            Ledger.Event event = ledger.sent(state.getString("proof_event"));
            boolean same = event != null
                    && event.state().equals(state)
                    && endpoint.startsWith(event.tenant() + "/")
                    && (request.path().equals("/hooks") || request.path().equals("/hooks/" + event.session()));
            return same ? event : null;
        } catch (WebhookVerificationException | DecodeException | ClassCastException e) {
            return null;
        }
    }

    private static Map<String, List<String>> signed(HttpServerRequest request) {
        return Stream.of("webhook-id", "webhook-timestamp", "webhook-signature")
                .collect(
                        Collectors.toMap(name -> name, name -> request.headers().getAll(name)));
    }

    private void treat(HttpServerRequest request, Runnable acknowledge) {
        HttpServerResponse response = request.response();
        switch (moods.next()) {
            case HONEST -> accept(response, acknowledge);
            case SLOW ->
                vertx.setTimer(200 + Math.floorMod(System.nanoTime(), 900), late -> accept(response, acknowledge));
            case ERROR -> response.setStatusCode(500).end("no");
            case BUSY ->
                response.setStatusCode(503).putHeader("retry-after", "1").end();
            case REDIRECT ->
                response.setStatusCode(307).putHeader("location", "/elsewhere").end();
            case HANG -> response.exceptionHandler(gone -> {});
            case RESET -> request.connection().close();
            case CUT -> {
                response.setStatusCode(500).putHeader("content-length", "1000").write("half an ans");
                vertx.setTimer(5, then -> request.connection().close());
            }
            case DRIP_ERROR -> drip(response.setStatusCode(500));
            case DRIP_OK -> {
                acknowledge.run();
                drip(response);
            }
        }
    }

    /** What nobody hears any more is no acknowledgement. */
    private static void accept(HttpServerResponse response, Runnable acknowledge) {
        if (!response.closed()) {
            acknowledge.run();
            response.end();
        }
    }

    private void drip(HttpServerResponse response) {
        response.setChunked(true).write("d");
        long timer = vertx.setPeriodic(100, tick -> response.write("r"));
        response.closeHandler(gone -> vertx.cancelTimer(timer));
    }
}
