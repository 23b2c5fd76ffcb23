package io.hppgateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where a failure becomes an HTTP answer. */
public final class Problems implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Problem INTERNAL = Problem.of(
            500, "INTERNAL_SERVER_ERROR", "The gateway failed to handle this request. Its log has the reason.");

    private final Function<Throwable, Optional<Problem>> known;

    /** @param known what the failures of other boundaries (Redis, Klarna) mean in HTTP; empty for one it does not know */
    public Problems(Function<Throwable, Optional<Problem>> known) {
        this.known = known;
    }

    @Override
    public void handle(RoutingContext ctx) {
        answer(ctx, toProblem(ctx.failure(), ctx.statusCode(), RequestId.of(ctx)));
    }

    private Problem toProblem(@Nullable Throwable failure, int status, String requestId) {
        if (failure instanceof ProblemException expected) {
            return expected.problem();
        }
        if (failure == null) {
            return ofStatus(status);
        }
        return known.apply(failure).orElseGet(() -> unexpected(failure, requestId));
    }

    private static Problem unexpected(Throwable failure, String requestId) {
        LOG.atError()
                .addKeyValue("correlation_id", requestId)
                .setCause(failure)
                .log("A request failed in a way nobody foresaw");
        return INTERNAL;
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.notFound("There is nothing at this path. GET /docs shows every path of this port.");
            case 405 -> Problem.of(405, "METHOD_NOT_ALLOWED", "This path does not know this method.");
            case 413 -> Problem.of(413, "REQUEST_TOO_LARGE", "The body is too large.");
            case 400 -> Problem.badValue("The request cannot be read: its path or a header is malformed.");
            default -> status >= 400 && status < 500 ? Problem.of(status, "BAD_REQUEST") : INTERNAL;
        };
    }

    /** Writes the problem, unless an answer is under way: then the connection is reset, so that nobody takes a torn body for a whole one. */
    public static void answer(RoutingContext ctx, Problem problem) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        boolean last = response.headers().contains(HttpHeaders.CONNECTION);
        response.headers().clear(); // of the answer that was going to be given
        if (last) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        problem.writeHead(response);
        LastAnswer.unlessRead(
                ctx, () -> response.end(problem.body(RequestId.of(ctx)).toBuffer()));
    }
}
