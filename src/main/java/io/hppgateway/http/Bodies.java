package io.hppgateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Reads a request body into memory, up to a limit. */
public final class Bodies {
    // Nobody may be there to read it; what counts is that it is no fault of ours, to be looked into.
    private static final Problem BROKEN_OFF = Problem.badValue("The body broke off before its end; send it whole.");

    private Bodies() {}

    /**
     * The whole body of a request whose body nobody reads yet.
     *
     * @param limit bytes; one more fails with 413 and the rest is not kept
     */
    public static Future<Buffer> read(HttpServerRequest request, int limit) {
        if (declaredLength(request) > limit) {
            return Future.failedFuture(tooLarge(limit));
        }
        Promise<Buffer> whole = Promise.promise();
        var body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > limit) {
                whole.tryFail(tooLarge(limit));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(broken -> whole.tryFail(BROKEN_OFF.toException()));
        request.endHandler(end -> whole.tryComplete(body));
        request.resume();
        return whole.future();
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
