package io.hppgateway.trace;

import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.KlarnaException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** How spans end (OpenTelemetry, "Semantic conventions for HTTP spans", Status and error.type). */
final class Ends {
    private Ends() {}

    /** An answer to a call of ours: 4xx and 5xx are errors. */
    static void answered(Span span, int status) {
        answered(span, status, 400);
    }

    /** An answer of ours: 4xx is the caller's error, and none of this program. */
    static void gave(Span span, int status) {
        answered(span, status, 500);
    }

    private static void answered(Span span, int status, int firstError) {
        span.setAttribute(Keys.STATUS_CODE, (long) status);
        if (status >= firstError) {
            error(span, Integer.toString(status));
        }
        span.end();
    }

    /** Without its message, which may quote an address or a path. */
    static void failed(Span span, Throwable failure) {
        error(span, type(failure));
        span.end();
    }

    static void error(Span span, String type) {
        span.setAttribute(Keys.ERROR, type).setStatus(StatusCode.ERROR);
    }

    private static String type(Throwable failure) {
        if (failure instanceof KlarnaException klarna) {
            return klarna.kind().name().toLowerCase(Locale.ROOT);
        }
        if (failure instanceof ProblemException problem) {
            return Integer.toString(problem.problem().status());
        }
        if (failure instanceof TimeoutException) {
            return "timeout";
        }
        // The caller left, and nobody wants the rest.
        return failure instanceof CancellationException
                ? "cancelled"
                : failure.getClass().getName();
    }
}
