package io.hppgateway.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A body while it arrives, up to a limit: what lies beyond is read and dropped, and told as a failure of the stream. */
public final class BoundedStream implements ReadStream<Buffer> {
    private final ReadStream<Buffer> from;
    private final Supplier<? extends Throwable> tooLong;
    private final Function<Throwable, ? extends Throwable> broken;
    private long left;
    private boolean over;
    private @Nullable Handler<Throwable> failed;

    /**
     * @param from the stream that arrives
     * @param limit bytes; one more is a failure
     * @param tooLong that failure
     * @param broken what a failure of the stream itself is in the reader's words
     */
    public BoundedStream(
            ReadStream<Buffer> from,
            long limit,
            Supplier<? extends Throwable> tooLong,
            Function<Throwable, ? extends Throwable> broken) {
        this.from = from;
        this.left = limit;
        this.tooLong = tooLong;
        this.broken = broken;
    }

    /** Whether its end, or a failure, has come. */
    public boolean isOver() {
        return over;
    }

    @Override
    public BoundedStream exceptionHandler(@Nullable Handler<Throwable> handler) {
        failed = handler;
        from.exceptionHandler(failure -> fail(broken.apply(failure)));
        return this;
    }

    private void fail(Throwable failure) {
        var told = failed;
        if (!over && told != null) {
            over = true;
            told.handle(failure);
        }
    }

    @Override
    public BoundedStream handler(@Nullable Handler<Buffer> handler) {
        from.handler(handler == null ? null : chunk -> take(chunk, handler));
        return this;
    }

    private void take(Buffer chunk, Handler<Buffer> handler) {
        left -= chunk.length();
        if (left < 0) {
            fail(tooLong.get());
        } else if (!over) {
            handler.handle(chunk);
        }
    }

    @Override
    public BoundedStream endHandler(@Nullable Handler<Void> handler) {
        from.endHandler(handler == null ? null : end -> end(handler));
        return this;
    }

    private void end(Handler<Void> handler) {
        if (!over) {
            over = true;
            handler.handle(null);
        }
    }

    @Override
    public BoundedStream pause() {
        from.pause();
        return this;
    }

    @Override
    public BoundedStream resume() {
        from.resume();
        return this;
    }

    @Override
    public BoundedStream fetch(long amount) {
        from.fetch(amount);
        return this;
    }
}
