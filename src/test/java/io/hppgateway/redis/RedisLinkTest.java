package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.bound.Bound;
import io.hppgateway.ops.RedisMeters;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisLinkTest {
    private static final Script ECHO = Script.of("return redis.call('echo', ARGV[1])");

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private LocalRedis redis;
    private RedisLink link;

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        link = RedisLink.of(vertx, TestRedis.settings(redis), new RedisMeters(meters));
    }

    @AfterEach
    void stop() throws Exception {
        link.close().await(30, SECONDS);
        vertx.close().await(30, SECONDS);
        redis.close();
    }

    @Test
    void commandsOfOneLoopKeepTheirOrder() throws Exception {
        var seen = new ArrayList<Long>();
        var all = new ArrayList<Future<?>>();
        var done = io.vertx.core.Promise.<Void>promise();
        vertx.runOnContext(go -> {
            IntStream.range(0, 1000).forEach(i -> all.add(incr("n").onSuccess(n -> seen.add(n.toLong()))));
            Future.all(all).<Void>mapEmpty().onComplete(done);
        });
        done.future().await(30, SECONDS);
        assertThat(seen).hasSize(1000).isSorted();
    }

    @Test
    void eachEventLoopHasItsOwnConnection() throws Exception {
        var loops = new ArrayList<Future<?>>();
        for (int i = 0; i < 4; i++) {
            var done = io.vertx.core.Promise.<Response>promise();
            var context = ((io.vertx.core.internal.VertxInternal) vertx).createEventLoopContext();
            context.runOnContext(go ->
                    link.send(Request.cmd(Command.create("CLIENT")).arg("ID")).onComplete(done));
            loops.add(done.future());
        }
        Future.all(loops).await(30, SECONDS);
        assertThat(loops.stream().map(id -> id.result().toString())).doesNotHaveDuplicates();
    }

    @Test
    void aLostRedisFailsAtOnceAndIsMetAgain() throws Exception {
        incr("n").await(30, SECONDS);
        redis.kill();
        await().until(() -> incr("n").otherwiseEmpty().await(30, SECONDS) == null);
        // Not after the time that a Redis which hangs is given.
        assertThatThrownBy(() -> incr("n").await(15, SECONDS)).isInstanceOf(RedisUnavailableException.class);
        redis.restart();
        await().until(() -> incr("n").otherwiseEmpty().await(30, SECONDS) != null);
    }

    @Test
    void aRedisThatIsNotThereFailsTheFirstCallToo() {
        redis.kill();
        assertThatThrownBy(() -> incr("n").await(30, SECONDS)).isInstanceOf(RedisUnavailableException.class);
    }

    @Test
    void aHangingRedisFailsWhatIsInFlight() throws Exception {
        link = impatient();
        incr("n").await(30, SECONDS);
        redis.pause();
        List<Future<Response>> flying =
                IntStream.range(0, 50).mapToObj(i -> incr("n")).toList();
        for (var command : flying) {
            assertThatThrownBy(() -> command.await(30, SECONDS)).isInstanceOf(RedisUnavailableException.class);
        }
        redis.resume();
        await().until(() -> incr("n").otherwiseEmpty().await(30, SECONDS) != null);
    }

    @Test
    void aRedisThatHangsFromTheStartFailsTheFirstCall() throws Exception {
        link = impatient();
        redis.pause();
        assertThatThrownBy(() -> incr("n").await(30, SECONDS)).isInstanceOf(RedisUnavailableException.class);
        redis.resume();
        await().until(() -> incr("n").otherwiseEmpty().await(30, SECONDS) != null);
    }

    @Test
    void tooMuchInFlightIsRefusedAndTheRestWorks() throws Exception {
        incr("n").await(30, SECONDS);
        redis.pause();
        var done = io.vertx.core.Promise.<List<Future<Response>>>promise();
        vertx.runOnContext(go ->
                done.complete(IntStream.range(0, 3000).mapToObj(i -> incr("n")).toList()));
        var flying = done.future().await(30, SECONDS);
        assertThatThrownBy(() -> flying.get(2999).await(30, SECONDS)).hasMessageContaining("2048");
        redis.resume();
        flying.get(0).await(30, SECONDS);
        var reached = meters.get("hpp.bound.reached")
                .tag("bound", Bound.REDIS_IN_FLIGHT.label())
                .counter();
        await().until(() -> reached.count() > 0);
    }

    @Test
    void aScriptIsSentAgainToARedisThatForgotIt() throws Exception {
        assertThat(link.run(ECHO, List.of("k"), List.of("a")).await(30, SECONDS).toString())
                .isEqualTo("a");
        redis.restart();
        await().until(() -> incr("n").otherwiseEmpty().await(30, SECONDS) != null);
        assertThat(link.run(ECHO, List.of("k"), List.of("b")).await(30, SECONDS).toString())
                .isEqualTo("b");
    }

    @Test
    void bytesTravelUnchangedThroughAScript() throws Exception {
        byte[] all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        Response back = link.run(ECHO, List.of("k"), new Args().add(all)).await(30, SECONDS);
        assertThat(back.toBytes()).isEqualTo(all);
    }

    @Test
    void aFullRedisIsUnavailableAlsoInsideAScript() throws Exception {
        link.send(Request.cmd(Command.create("CONFIG"))
                        .arg("SET")
                        .arg("maxmemory")
                        .arg("1"))
                .await(30, SECONDS);
        var write = Script.of("redis.call('set', KEYS[1], 'x') return 1");
        assertThatThrownBy(() -> link.run(write, List.of("k"), List.of()).await(30, SECONDS))
                .isInstanceOf(RedisUnavailableException.class);
        assertThatThrownBy(() -> incr("n").await(30, SECONDS)).isInstanceOf(RedisUnavailableException.class);
    }

    @Test
    void aMistakeOfOursIsNoOutage() {
        var wrong = Script.of("return redis.call('nonsense')");
        assertThatThrownBy(() -> link.run(wrong, List.of("k"), List.of()).await(30, SECONDS))
                .isInstanceOf(RedisRefusedException.class);
    }

    @Test
    void aLinkOutlivesTheVerticleThatUsedItFirst() throws Exception {
        String id = vertx.deployVerticle(context -> incr("n")).await(30, SECONDS);
        vertx.undeploy(id).await(30, SECONDS);
        assertThat(incr("n").await(30, SECONDS).toLong()).isEqualTo(2);
    }

    /** In the place of the one that waits for long. */
    private RedisLink impatient() throws Exception {
        link.close().await(30, SECONDS);
        return RedisLink.of(vertx, TestRedis.settings(redis, Duration.ofSeconds(1)), new RedisMeters(meters));
    }

    private Future<Response> incr(String key) {
        return link.send(Request.cmd(Command.INCR).arg(key));
    }
}
