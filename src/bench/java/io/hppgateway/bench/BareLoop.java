package io.hppgateway.bench;

import io.hppgateway.secret.Secret;
import io.hppgateway.webhook.Signature;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import java.util.List;

/** Signs and posts 600 bytes again and again, 128 at a time on each event loop, until it is killed. Argument: port. */
final class BareLoop extends VerticleBase {
    private static final int AT_ONCE = 128;
    private static final List<Secret> SECRETS = List.of(Secret.of(Estate.WEBHOOK_SECRET));

    private final int port;
    private final Buffer body = Buffer.buffer("x".repeat(600));

    private BareLoop(int port) {
        this.port = port;
    }

    public static void main(String[] arguments) {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        int loops = Runtime.getRuntime().availableProcessors();
        vertx.deployVerticle(
                        () -> new BareLoop(Integer.parseInt(arguments[0])), new DeploymentOptions().setInstances(loops))
                .await();
    }

    @Override
    public Future<?> start() {
        var http = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(AT_ONCE));
        var client = WebClient.wrap(http);
        for (int i = 0; i < AT_ONCE; i++) {
            send(client, i);
        }
        return Future.succeededFuture();
    }

    private void send(WebClient client, long number) {
        String id = "evt_" + number;
        long now = System.currentTimeMillis() / 1000;
        client.post(port, "127.0.0.1", "/bare")
                .putHeader("content-type", "application/json")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(now))
                .putHeader("webhook-signature", Signature.header(SECRETS, id, now, body))
                .sendBuffer(body)
                .onComplete(answer -> send(client, number + AT_ONCE));
    }
}
