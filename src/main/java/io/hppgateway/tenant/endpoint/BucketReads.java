package io.hppgateway.tenant.endpoint;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one after the other, so that an older answer never comes after a newer one. Whoever asks while a read is under way
 * waits for the one after it, together with all others who do: that one begins after they asked, and sees what they know of.
 */
public final class BucketReads {
    private final VertxInternal vertx;
    private final Supplier<Future<Void>> read;
    private boolean busy;
    private @Nullable Promise<Void> next;

    /** @param read begins one */
    public BucketReads(Vertx vertx, Supplier<Future<Void>> read) {
        this.vertx = (VertxInternal) vertx;
        this.read = read;
    }

    /** A read that begins now or later; the caller hears of its end on its own context. */
    public Future<Void> run() {
        Promise<Void> here = vertx.getOrCreateContext().promise();
        join().onComplete(here);
        return here.future();
    }

    private Future<Void> join() {
        Promise<Void> mine;
        synchronized (this) {
            if (next == null) {
                next = Promise.promise();
            }
            mine = next;
            if (busy) {
                return mine.future();
            }
            busy = true;
            next = null;
        }
        begin(mine);
        return mine.future();
    }

    private void begin(Promise<Void> waiting) {
        read.get().onComplete(done -> {
            if (done.succeeded()) {
                waiting.complete();
            } else {
                waiting.fail(done.cause());
            }
            Promise<Void> after;
            synchronized (this) {
                after = next;
                next = null;
                busy = after != null;
            }
            if (after != null) {
                begin(after);
            }
        });
    }
}
