package io.hppgateway;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

/** A tenant's receivers: a real server with one behaviour per path. What is signed is judged by the published library. */
final class WebhookShop implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<Hook> hooks = new CopyOnWriteArrayList<>();
    private final Map<String, ToIntFunction<Hook>> behaviours = new java.util.concurrent.ConcurrentHashMap<>();
    private final HttpServer server;

    /** One request. */
    record Hook(String path, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        JsonObject json() {
            return new JsonObject(body);
        }

        boolean isPing() {
            return "webhook.ping".equals(json().getString("type"));
        }

        /** Whether the published library takes it with this secret. */
        boolean isSignedWith(String secret) {
            var lines = new HashMap<String, List<String>>();
            headers.forEach((name, value) -> lines.put(name, List.of(value)));
            try {
                new Webhook(secret).verify(body, lines);
                return true;
            } catch (WebhookVerificationException e) {
                return false;
            } catch (EmptyWebhookSecretException e) {
                throw new AssertionError(e);
            }
        }
    }

    WebhookShop() {
        server = GatewayKit.wait(
                vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            var headers = new HashMap<String, String>();
            request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
            var hook = new Hook(request.path(), headers, body.toString());
            hooks.add(hook);
            var behaviour = behaviours.getOrDefault(request.path(), any -> 204);
            request.response().setStatusCode(behaviour.applyAsInt(hook)).end();
        });
    }

    /** A receiver's URL, for the behaviour it has from now on. */
    String at(String path, ToIntFunction<Hook> behaviour) {
        behaviours.put(path, behaviour);
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /** A receiver that takes everything. */
    String at(String path) {
        return at(path, any -> 204);
    }

    /** What came there that was no ping. */
    List<Hook> events(String path) {
        return hooks.stream()
                .filter(hook -> hook.path().equals(path) && !hook.isPing())
                .toList();
    }

    List<Hook> pings(String path) {
        return hooks.stream()
                .filter(hook -> hook.path().equals(path) && hook.isPing())
                .toList();
    }

    @Override
    public void close() {
        GatewayKit.wait(vertx.close());
    }
}
