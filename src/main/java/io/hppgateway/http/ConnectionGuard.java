package io.hppgateway.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Stands at the door of a port: refuses a connection that is one too many, and has the others' requests read strictly. */
final class ConnectionGuard implements Handler<HttpConnection> {
    private static final Problem FULL = Problem.of(
            503, "SERVICE_UNAVAILABLE", "The gateway has as many connections as it takes. Connect again later.");

    private final HttpServerOptions options;
    private final PortLimits limits;
    private final PortCounts counts;

    ConnectionGuard(HttpServerOptions options, PortLimits limits, PortCounts counts) {
        this.options = options;
        this.limits = limits;
        this.counts = counts;
    }

    @Override
    public void handle(HttpConnection connection) {
        if (!(connection instanceof HttpServerConnection server)) {
            return;
        }
        var pipeline = server.channelHandlerContext().pipeline();
        if (!counts.enter(limits.connections())) {
            refuse(pipeline);
            return;
        }
        var unused = pipeline.channel().closeFuture().addListener(closed -> counts.leave());
        if (pipeline.get(StrictDecoder.NAME) != null) {
            pipeline.replace(
                    StrictDecoder.NAME,
                    StrictDecoder.NAME,
                    new StrictDecoder(options, limits.request(), counts::cutSlow));
        }
    }

    private static void refuse(ChannelPipeline pipeline) {
        var decoder = pipeline.context(StrictDecoder.NAME);
        if (decoder == null) {
            var unused = pipeline.close();
            return;
        }
        String body = FULL.body(UUID.randomUUID().toString()).encode();
        String answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json;charset=utf-8\r\n"
                + "Retry-After: 1\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        // From the decoder's place, so that it passes TLS but not the encoder of answers.
        var unused = decoder.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.ISO_8859_1))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
