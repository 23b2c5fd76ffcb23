package io.hppgateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Reads a request body into memory, up to a limit. */
public final class Bodies {
    private static final String AWAITS_GO = "100-continue";
    // Nobody may be there to read it; what counts is that it is no fault of ours, to be looked into.
    private static final Problem BROKEN_OFF = Problem.badValue("The body broke off before its end; send it whole.");
    private static final Problem TOO_SLOW =
            Problem.of(408, "REQUEST_TIMEOUT", "The body did not arrive in time; send it without pauses.");

    private Bodies() {}

    /**
     * The whole body of a request whose body nobody reads yet.
     *
     * @param limit bytes; one more fails with 413 and the rest is not kept
     */
    public static Future<Buffer> read(HttpServerRequest request, int limit) {
        return within(request, limit).compose(Bodies::gather);
    }

    /** The rest of a body in memory; fails as the stream does. */
    public static Future<Buffer> gather(BoundedStream stream) {
        Promise<Buffer> whole = Promise.promise();
        var body = Buffer.buffer();
        stream.exceptionHandler(whole::tryFail);
        stream.endHandler(end -> whole.tryComplete(body));
        stream.handler(body::appendBuffer);
        stream.resume();
        return whole.future();
    }

    /**
     * The body of a request whose body nobody reads yet, as it arrives; paused. It fails with a {@link ProblemException} when
     * it breaks off, and when it is larger than the limit.
     *
     * @param limit bytes; fails at once with 413 when the caller announces more
     */
    public static Future<BoundedStream> within(HttpServerRequest request, int limit) {
        if (declaredLength(request) > limit) {
            return Future.failedFuture(tooLarge(limit));
        }
        request.pause();
        if (AWAITS_GO.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        return Future.succeededFuture(
                new BoundedStream(request, limit, () -> tooLarge(limit), broken -> brokenOff(broken)));
    }

    private static ProblemException brokenOff(Throwable failure) {
        return failure instanceof ProblemException known ? known : BROKEN_OFF.toException();
    }

    /** 408: the caller takes too long to send its body. */
    public static ProblemException tooSlow() {
        return TOO_SLOW.toException();
    }

    /** Whether a request has no body (RFC 9112, section 6.3). */
    public static boolean isNone(HttpServerRequest request) {
        return !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && declaredLength(request) == 0
                && !request.version().equals(HttpVersion.HTTP_2);
    }

    private static long declaredLength(HttpServerRequest request) {
        @Nullable String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the HTTP codec has judged it; the count while reading decides
        }
    }

    private static ProblemException tooLarge(int limit) {
        return Problem.of(413, "REQUEST_TOO_LARGE", "The body is larger than " + limit + " bytes; send less.")
                .toException();
    }
}
