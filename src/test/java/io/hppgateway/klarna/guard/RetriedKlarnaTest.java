package io.hppgateway.klarna.guard;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaClient;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.klarna.KlarnaSettings;
import io.hppgateway.klarna.Upstream;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.FreePort;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RetriedKlarnaTest {
    private final Vertx vertx = Vertx.vertx();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Klarna client =
            new KlarnaClient(vertx, new KlarnaSettings(PATIENCE, PATIENCE, 4, 4, true, Optional.empty()));
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static KlarnaRequest post() {
        return new KlarnaRequest(
                HttpMethod.POST, "/hpp/v1/sessions", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("{}"));
    }

    private static Upstream at(int port) {
        return Upstream.withApiKey(URI.create("http://127.0.0.1:" + port), Secret.of("k"));
    }

    private Future<Void> serve(int port, io.vertx.core.Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(request -> {
                    served.incrementAndGet();
                    handler.handle(request);
                })
                .listen(port, "127.0.0.1")
                .mapEmpty();
    }

    /** Counts. */
    private Klarna retried(Klarna klarna) {
        Klarna counted = (upstream, request) -> {
            tries.incrementAndGet();
            return klarna.open(upstream, request);
        };
        return new RetriedKlarna(counted, counted, vertx, Duration.ofSeconds(20));
    }

    @Test
    void aHostThatComesUpIsMet() throws IOException {
        int port = FreePort.next();
        // The host is there as soon as the first try has failed.
        Klarna late = (upstream, request) -> client.open(upstream, request)
                .recover(failure ->
                        serve(port, got -> got.response().end("{}")).transform(up -> Future.failedFuture(failure)));

        var answer = await(retried(late).call(at(port), post()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(tries).hasValue(2);
        assertThat(served).hasValue(1);
    }

    @Test
    void onceMoreIsEnough() throws IOException {
        int port = FreePort.next();

        assertThatThrownBy(() -> await(retried(client).call(at(port), post()))).isInstanceOf(KlarnaException.class);

        assertThat(tries).hasValue(2);
    }

    @Test
    void whatHasLeftIsNotSentAgain() throws IOException {
        int port = FreePort.next();
        await(serve(port, got -> got.connection().close()));

        assertThatThrownBy(() -> await(retried(client).call(at(port), post()))).isInstanceOf(KlarnaException.class);

        assertThat(tries).hasValue(1);
        assertThat(served).hasValue(1);
    }
}
