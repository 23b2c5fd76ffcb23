package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;

/** Where the tenants listen: a real server that keeps what it got. Signatures are judged by the published library. */
final class HookReceiver {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Hook> hooks = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile ToIntFunction<Hook> answer = hook -> 200;

    /** One request. */
    record Hook(String uri, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        JsonObject json() {
            return new JsonObject(body);
        }

        String type() {
            return json().getString("type", "");
        }

        JsonObject data() {
            return json().getJsonObject("data");
        }

        JsonObject session() {
            var of = json().containsKey("data") ? data() : json();
            return of.getJsonObject("session", new JsonObject()); // none when it is about an endpoint
        }

        /** Fails when the signature does not hold under this secret. */
        void isSignedWith(String secret) {
            var lines = new HashMap<String, List<String>>();
            headers.forEach((name, value) -> lines.put(name, List.of(value)));
            org.assertj.core.api.Assertions.assertThatCode(() -> new Webhook(secret).verify(body, lines))
                    .doesNotThrowAnyException();
        }
    }

    HookReceiver(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(this::take);
        try {
            server.listen(0, "127.0.0.1").await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            var headers = new HashMap<String, String>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            var hook = new Hook(request.uri(), headers, body.toString());
            hooks.add(hook);
            request.response().setStatusCode(answer.applyAsInt(hook)).end();
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** How it answers from now on. */
    void answer(ToIntFunction<Hook> status) {
        answer = status;
    }

    /** What came for a session so far, at URLs that start like this, in order of arrival. */
    List<Hook> of(String path, String session) {
        return hooks.stream()
                .filter(hook -> hook.uri().startsWith(path))
                .filter(hook -> session.equals(hook.session().getString("session_id")))
                .toList();
    }

    /** Waits until this many came. */
    List<Hook> await(String path, String session, int count) {
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(of(path, session)).hasSize(count));
        return of(path, session);
    }

    /** Waits for the one hook of a type about a session. */
    Hook awaitOne(String path, String session, String type) {
        return org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> of(path, session).stream()
                                .filter(hook -> hook.type().equals(type))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }
}
