package io.hppgateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests that can be read in one way only, and that arrive in time. Silence alone is not the measure: who sends a byte
 * now and then is never silent.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
    /** Vert.x' name for its place among the handlers of a connection. */
    static final String NAME = "httpDecoder";
    // For the 408 of whoever reads the body, and for the caller to take it.
    private static final long GRACE_SECONDS = 3;

    private final Duration limit;
    private final Runnable cut;
    private Place place = Place.BETWEEN;
    private @Nullable Future<?> clock;
    private @Nullable Runnable reader;

    private enum Place {
        BETWEEN,
        HEAD,
        BODY,
        CUT
    }

    /**
     * @param limit from the first byte of a request to its last
     * @param cut is told of a request that took longer
     */
    StrictDecoder(HttpServerOptions options, Duration limit, Runnable cut) {
        super(options);
        this.limit = limit;
        this.cut = cut;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (place == Place.CUT) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (place == Place.BETWEEN) {
            place = Place.HEAD;
        }
        int before = out.size();
        super.decode(ctx, in, out);
        for (int i = before; i < out.size() && place != Place.CUT; i++) {
            follow(out, i);
        }
    }

    private void follow(List<Object> parts, int at) {
        Object part = parts.get(at);
        if (part instanceof HttpRequest head) {
            place = Place.BODY;
            if (head.decoderResult().isSuccess() && !HeadRules.allow(head)) {
                refuse(head, new IllegalArgumentException("a head that can be read in two ways"));
                parts.subList(at + 1, parts.size()).clear();
                stopClock();
                return;
            }
        }
        if (part instanceof LastHttpContent) {
            place = Place.BETWEEN;
            stopClock();
        }
    }

    /** As Netty does with what it cannot read: it is answered in its turn, and the connection closed. */
    private void refuse(HttpRequest head, Exception why) {
        place = Place.CUT;
        head.setProtocolVersion(HttpVersion.HTTP_1_1); // which the answer has too
        head.setDecoderResult(DecoderResult.failure(why));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        // Most requests come in one piece, and need no clock.
        if ((place == Place.HEAD || place == Place.BODY) && clock == null) {
            clock = ctx.executor().schedule(() -> expire(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
        }
        super.channelReadComplete(ctx);
    }

    private void expire(ChannelHandlerContext ctx) {
        cut.run();
        boolean inBody = place == Place.BODY;
        place = Place.CUT;
        if (inBody) {
            tellReader();
        } else if (createInvalidMessage() instanceof HttpRequest unfinished) {
            refuse(unfinished, new SlowRequestException());
            ctx.fireChannelRead(unfinished);
            ctx.fireChannelReadComplete();
        }
        clock = ctx.executor().schedule(() -> close(ctx), GRACE_SECONDS, TimeUnit.SECONDS);
    }

    private static void close(ChannelHandlerContext ctx) {
        var unused = ctx.close();
    }

    private void tellReader() {
        var told = reader;
        if (told != null) {
            told.run();
        }
    }

    /** Whoever reads the body of the request that arrives is told when its time is up, and can answer still. */
    static void whenSlow(HttpServerRequest request, Runnable told) {
        if (request.connection() instanceof HttpServerConnection server
                && server.channelHandlerContext().pipeline().get(NAME) instanceof StrictDecoder decoder) {
            decoder.reader = decoder.place == Place.BODY ? told : null;
        }
    }

    private void stopClock() {
        reader = null;
        var running = clock;
        clock = null;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        stopClock();
        super.channelInactive(ctx);
    }

    /**
     * Refuses a request with both a Content-Length and a Transfer-Encoding. Netty believes the latter and goes on; whoever
     * stands before us and believes the former would let a second request through unseen (RFC 9112, section 6.1).
     */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
