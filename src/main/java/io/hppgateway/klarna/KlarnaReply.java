package io.hppgateway.klarna;

import io.hppgateway.http.BoundedStream;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.CancellationException;

/** Klarna's answer while it arrives. Its body waits until somebody takes it, once: {@link #whole()} or {@link #pipeTo}. */
public final class KlarnaReply {
    private final int status;
    private final MultiMap headers;
    private final BoundedStream body;
    private final Promise<Void> over;

    KlarnaReply(int status, MultiMap headers, BoundedStream body, Promise<Void> over) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.over = over;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** Whether the status is a 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** As they came. */
    public MultiMap headers() {
        return headers;
    }

    /**
     * The end of the call: the answer was read to its end. Fails with {@link KlarnaException} when the answer broke off, was
     * too long or too slow, and with {@link CancellationException} when it was abandoned.
     */
    public Future<Void> ended() {
        return over.future();
    }

    /** Reads the rest into memory; fails as {@link #ended()}. */
    public Future<KlarnaAnswer> whole() {
        var read = Buffer.buffer();
        body.exceptionHandler(over::tryFail);
        body.endHandler(end -> over.tryComplete());
        body.handler(read::appendBuffer);
        body.resume();
        return over.future().map(end -> new KlarnaAnswer(status, headers, read));
    }

    /** Passes the rest on as fast as it is taken there, without ending what it is passed to; fails as {@link #ended()}. */
    public Future<Void> pipeTo(WriteStream<Buffer> to) {
        body.pipe()
                .endOnFailure(false)
                .endOnSuccess(false)
                .to(to)
                .onSuccess(end -> over.tryComplete())
                .onFailure(this::breakOff);
        return over.future();
    }

    private void breakOff(Throwable failure) {
        over.tryFail(failure instanceof KlarnaException ? failure : abandoned());
    }

    /** Nobody wants the rest any more: cuts the connection. After the end it does nothing. */
    public void abandon() {
        over.tryFail(abandoned());
    }

    private static CancellationException abandoned() {
        return new CancellationException("the answer was abandoned");
    }
}
