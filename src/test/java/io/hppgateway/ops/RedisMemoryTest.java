package io.hppgateway.ops;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real Redis with and without a limit. */
final class RedisMemoryTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private LocalRedis redis;
    private RedisLink link;
    private RedisMemory memory;

    @BeforeEach
    void open() {
        redis = TestRedis.own();
        link = RedisLink.of(vertx, TestRedis.settings(redis));
        memory = new RedisMemory(vertx, link, meters);
    }

    @AfterEach
    void close() {
        await(link.close());
        await(vertx.close());
        redis.close();
    }

    private double shown() {
        return meters.get("hpp.redis.memory.used.ratio").gauge().value();
    }

    private void limit(long bytes) {
        await(link.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes)));
    }

    private void store(int bytes) {
        await(link.send(Request.cmd(Command.SET).arg("big").arg("x".repeat(bytes))));
    }

    @Test
    void withoutALimitNothingIsSaid() {
        await(memory.look());

        assertThat(shown()).isNaN();
    }

    @Test
    void whatIsUsedIsToldAsAPartOfTheLimit() {
        limit(64L << 20);
        await(memory.look());
        double before = shown();
        store(16 << 20);

        await(memory.look());

        assertThat(before).isBetween(0.001, 0.2);
        // A quarter is stored; the command itself took room as well.
        assertThat(shown()).isBetween(before + 0.24, 1.0);
    }

    @Test
    void withRedisAwayItStaysWhatItWas() {
        limit(64L << 20);
        await(memory.look());
        double before = shown();
        redis.kill();

        await(memory.look());

        assertThat(shown()).isEqualTo(before);
    }
}
