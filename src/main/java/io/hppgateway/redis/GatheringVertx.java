package io.hppgateway.redis;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetClientInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x whose clients of TCP send what was written in one turn of the event loop at its end, at once. The Redis client
 * flushes each command; with this, the commands of all requests that are served in a turn cost one system call here, and one
 * in Redis.
 */
final class GatheringVertx extends VertxWrapper {
    GatheringVertx(VertxInternal vertx) {
        super(vertx);
    }

    @Override
    public NetClient createNetClient(NetClientOptions options) {
        return new Gathering((NetClientInternal) delegate.createNetClient(options));
    }

    private static void gather(NetSocket socket) {
        if (socket instanceof NetSocketInternal open) {
            var last = open.channelHandlerContext();
            // Before TLS, which makes a record of each flush.
            last.pipeline()
                    .addBefore(
                            last.name(),
                            "gather",
                            new FlushConsolidationHandler(
                                    FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
        }
    }

    private record Gathering(NetClientInternal client) implements NetClientInternal {

        @Override
        public void connectInternal(ConnectOptions options, Promise<NetSocket> connected, ContextInternal context) {
            Promise<NetSocket> plain = context.promise();
            plain.future().onSuccess(GatheringVertx::gather).onComplete(connected);
            client.connectInternal(options, plain, context);
        }

        @Override
        public Future<NetSocket> connect(int port, String host) {
            return gathered(client.connect(port, host));
        }

        @Override
        public Future<NetSocket> connect(int port, String host, String serverName) {
            return gathered(client.connect(port, host, serverName));
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address) {
            return gathered(client.connect(address));
        }

        @Override
        public Future<NetSocket> connect(SocketAddress address, String serverName) {
            return gathered(client.connect(address, serverName));
        }

        @Override
        public Future<NetSocket> connect(ConnectOptions options) {
            return gathered(client.connect(options));
        }

        private static Future<NetSocket> gathered(Future<NetSocket> socket) {
            return socket.onSuccess(GatheringVertx::gather);
        }

        @Override
        public Future<Void> shutdown(long timeout, TimeUnit unit) {
            return client.shutdown(timeout, unit);
        }

        @Override
        public Future<Boolean> updateSSLOptions(ClientSSLOptions options, boolean force) {
            return client.updateSSLOptions(options, force);
        }

        @Override
        public Future<Void> closeFuture() {
            return client.closeFuture();
        }

        @Override
        public void close(io.vertx.core.Completable<Void> completion) {
            client.close(completion);
        }

        @Override
        public boolean isMetricsEnabled() {
            return client.isMetricsEnabled();
        }

        @Override
        public io.vertx.core.spi.metrics.Metrics getMetrics() {
            return client.getMetrics();
        }
    }
}
