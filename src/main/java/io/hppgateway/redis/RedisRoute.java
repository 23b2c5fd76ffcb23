package io.hppgateway.redis;

import io.hppgateway.redis.address.RedisNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way to Redis of one event loop: one connection, or in a cluster one to each master. Used on that event loop only. */
interface RedisRoute {
    /** Where it lives. */
    Context context();

    /** Sends a command and completes the promise with its answer; null is Redis' nil. */
    void send(Request request, Promise<@Nullable Response> promise);

    /** Asks each master something; the function gets a key that the master holds. */
    Future<List<RedisLink.Told>> askMasters(Function<String, Request> question);

    /** Another server is the master: a connection to any other one is of no use. */
    void follow(RedisNode master);

    /** Commands in flight fail. */
    void close();
}
