package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RedisChannelTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger subscribed = new AtomicInteger();
    private LocalRedis redis;
    private RedisLink link;
    private RedisChannel channel;

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        link = RedisLink.of(vertx, TestRedis.settings(redis));
        channel = open();
    }

    @AfterEach
    void stop() throws Exception {
        channel.close().await(30, SECONDS);
        link.close().await(30, SECONDS);
        vertx.close().await(30, SECONDS);
        redis.close();
    }

    private RedisChannel open() {
        return open(TestRedis.settings(redis));
    }

    private RedisChannel open(RedisSettings settings) {
        return RedisChannel.open(vertx, settings, "c", heard::add, subscribed::incrementAndGet);
    }

    @Test
    void messagesArriveInTheOrderTheyWerePublished() throws Exception {
        await().until(() -> subscribed.get() == 1);
        List<String> sent = IntStream.range(0, 500).mapToObj(i -> "é" + i).toList();
        vertx.runOnContext(go -> sent.forEach(this::publish));
        await().until(() -> heard.size() == 500);
        assertThat(heard).isEqualTo(sent);
    }

    @Test
    void aRefusedSubscriptionIsTriedAgainUntilItIsAllowed() throws Exception {
        await().until(() -> subscribed.get() == 1);
        redis("ACL", "SETUSER", "default", "resetchannels");
        redis("CLIENT", "KILL", "TYPE", "pubsub");
        await().until(() -> redis("ACL", "LOG").size() > 0); // it was refused
        redis("ACL", "SETUSER", "default", "allchannels");
        await().until(() -> subscribed.get() == 2);
        vertx.runOnContext(go -> publish("again"));
        await().until(() -> heard.contains("again"));
    }

    private Response redis(String command, String... args) throws Exception {
        var request = Request.cmd(Command.create(command));
        List.of(args).forEach(request::arg);
        return link.send(request).await(30, SECONDS);
    }

    @Test
    void aKilledConnectionSubscribesAgainAndSaysSo() throws Exception {
        await().until(() -> subscribed.get() == 1);
        link.send(Request.cmd(Command.create("CLIENT")).arg("KILL").arg("TYPE").arg("pubsub"))
                .await(30, SECONDS);
        await().until(() -> subscribed.get() == 2);
        publish("after");
        await().until(() -> heard.contains("after"));
    }

    @Test
    void aRestartedRedisIsMetAgain() {
        await().until(() -> subscribed.get() == 1);
        redis.kill();
        redis.restart();
        await().until(() -> subscribed.get() == 2);
        await().until(() -> {
            publish("after");
            return heard.contains("after");
        });
    }

    @Test
    void aRedisThatIsNotThereIsWaitedFor() {
        channel.close();
        redis.kill();
        subscribed.set(0);
        channel = open();
        redis.restart();
        await().until(() -> subscribed.get() == 1);
    }

    @Test
    void aConnectionThatHangsIsLeft() throws Exception {
        channel.close().await(30, SECONDS);
        subscribed.set(0);
        channel = open(TestRedis.settings(redis, Duration.ofSeconds(1)));
        await().until(() -> subscribed.get() >= 1);
        int before = subscribed.get();
        redis.pause();
        // A question after two seconds, one more for its answer, and some for a machine that is slow to ask.
        vertx.setTimer(8000, due -> redis.resume());
        await().until(() -> subscribed.get() > before);
    }

    @Test
    void messagesThatComeBetweenAQuestionAndItsAnswerEndNoSubscription() throws Exception {
        channel.close().await(30, SECONDS);
        subscribed.set(0);
        var settings = TestRedis.settings(redis, Duration.ofMillis(250));
        channel = RedisChannel.open(vertx, settings, "c", message -> {}, subscribed::incrementAndGet);
        await().until(() -> subscribed.get() == 1);
        // Each is published by the answer to the one before: some are always under way when a question is.
        vertx.runOnContext(go -> IntStream.range(0, 8).forEach(i -> publishOn()));
        long questions = pings() + 6;
        await().until(() -> pings() >= questions);
        assertThat(subscribed).hasValue(1);
    }

    private void publishOn() {
        link.send(Request.cmd(Command.PUBLISH).arg("c").arg("x")).onSuccess(ok -> publishOn());
    }

    private long pings() throws Exception {
        return redis("INFO", "commandstats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("cmdstat_ping:calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .findAny()
                .orElse(0);
    }

    @Test
    void aClosedChannelHearsNothing() throws Exception {
        await().until(() -> subscribed.get() == 1);
        channel.close().await(30, SECONDS);
        var number = Request.cmd(Command.create("PUBSUB")).arg("NUMSUB").arg("c");
        await().until(() -> link.send(number).await(30, SECONDS).get(1).toInteger() == 0);
        publish("late");
        assertThat(heard).isEmpty();
    }

    private void publish(String message) {
        RedisChannel.publish(link, "c", message);
    }
}
