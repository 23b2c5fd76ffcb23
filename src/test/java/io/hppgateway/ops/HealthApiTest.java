package io.hppgateway.ops;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that is slow or hangs, and an event loop that stands still, all of them real. */
final class HealthApiTest {
    private static final int LOOPS = 3;

    // One loop is blocked on purpose, which is nothing to warn of here.
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(LOOPS)
            .setMaxEventLoopExecuteTime(1)
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.HOURS));
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch released = new CountDownLatch(1);
    private LocalRedis redis;
    private RedisLink link;
    private volatile Thread server = Thread.currentThread();
    private int port;

    @BeforeEach
    void open() {
        redis = TestRedis.own();
    }

    private void serve(Duration patience) {
        var settings = new RedisSettings(Secret.of(redis.url()), patience, patience, "hpp");
        link = RedisLink.of(vertx, settings);
        var ticks = new LoopTicks(Duration.ofSeconds(1));
        var health = new HealthApi(vertx, link, patience, ticks);
        health.markStarted();
        var router = Router.router(vertx);
        router.get("/live").handler(ctx -> {
            server = Thread.currentThread();
            health.live(ctx);
        });
        router.get("/ready").handler(ctx -> {
            server = Thread.currentThread();
            health.ready(ctx);
        });
        port = await(vertx.createHttpServer().requestHandler(router).listen(0)).actualPort();
        var next = new AtomicInteger();
        await(vertx.deployVerticle(
                () -> new LoopLagVerticle(new SimpleMeterRegistry(), ticks, next.getAndIncrement()),
                new DeploymentOptions().setInstances(LOOPS)));
    }

    @AfterEach
    void close() {
        released.countDown();
        redis.kill();
        await(link.close());
        await(vertx.close());
        redis.close();
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRedisThatAnswersWithinItsTimeIsEnough() {
        serve(Duration.ofSeconds(60));
        assertThat(get("/ready").statusCode()).isEqualTo(200);

        redis.pause();
        vertx.setTimer(2000, late -> redis.resume());

        assertThat(get("/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aRedisThatHangsIsNamed() {
        serve(Duration.ofMillis(1200));
        redis.pause();

        assertThat(get("/ready").statusCode()).isEqualTo(503);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> get("/ready").body().contains("Redis answers no script"));
        redis.resume();
    }

    @Test
    void aRedisThatOneEventLoopDoesNotReachIsNamedUntilItDoes() {
        serve(Duration.ofSeconds(4));
        assertThat(get("/ready").statusCode()).isEqualTo(200);

        // It holds up the connection that it came on, which is given up after those four seconds.
        another()
                .submit(() -> link.send(Request.cmd(Command.WAIT).arg(1).arg(60_000)))
                .syncUninterruptibly();

        var answer = get("/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("Redis answers no script");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> get("/ready").statusCode() == 200);
    }

    @Test
    void anEventLoopThatStandsStillIsNamedUntilItTurnsAgain() {
        serve(Duration.ofSeconds(60));
        awaitLive(200, "\"turning\":" + LOOPS);

        another().execute(this::standStill);

        awaitLive(503, "event loop ");
        awaitLive(503, " has not turned for ");
        released.countDown();
        awaitLive(200, "\"turning\":" + LOOPS);
    }

    private void awaitLive(int status, String text) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            var answer = get("/live");
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(text);
        });
    }

    /** An event loop that does not serve these requests. */
    private EventExecutor another() {
        return StreamSupport.stream(
                        ((VertxInternal) vertx).nettyEventLoopGroup().spliterator(), false)
                .filter(loop -> !loop.inEventLoop(server))
                .findFirst()
                .orElseThrow();
    }

    private void standStill() {
        try {
            assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
