package io.hppgateway;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.testkit.TestRedis;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;

/** Acme's sessions in Redis as a test sees them, and the passing of their time. */
final class QueueSide implements AutoCloseable {
    private final RedisLink redis;
    private final String keys;

    QueueSide(GatewayKit kit) {
        redis = TestRedis.link(kit.node().vertx());
        keys = new Namespace(kit.redisPrefix()).of("acme");
    }

    /** The time that Klarna gave the session at first is over. */
    void endOfLife(String session) {
        String end = Long.toString(Instant.now().toEpochMilli() - 100);
        send(Command.HSET, keys + "session:" + session, "expires_at", end);
        send(Command.ZADD, keys + "reconcile", "XX", end, "acme/" + session);
    }

    /** No gateway was there for so long. */
    void nobodyWasHereFor(Duration silence) {
        send(
                Command.SET,
                keys + "alive",
                Long.toString(Instant.now().minus(silence).toEpochMilli()));
    }

    /** Whether the session is to be checked again. */
    boolean isWaiting(String session) {
        return send(Command.ZSCORE, keys + "reconcile", "acme/" + session) != null;
    }

    /** A field of its record; {@code "null"} when there is none. */
    String field(String session, String field) {
        return String.valueOf(send(Command.HGET, keys + "session:" + session, field));
    }

    private Response send(Command command, String... args) {
        var request = Request.cmd(command);
        for (String arg : args) {
            request.arg(arg);
        }
        return GatewayKit.wait(redis.send(request));
    }

    @Override
    public void close() {
        GatewayKit.wait(redis.close());
    }
}
