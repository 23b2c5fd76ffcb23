package io.hppgateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;

/** Answers what is no HTTP request and so never reaches a router, and closes: nobody knows where the next request would start. */
final class Malformed implements Handler<HttpServerRequest> {
    private static final Problem LINE_TOO_LONG =
            Problem.of(414, "URI_TOO_LONG", "The request line is longer than 4,096 bytes; shorten path and query.");
    private static final Problem HEADERS_TOO_LARGE = Problem.of(
            431, "REQUEST_HEADERS_TOO_LARGE", "The headers are larger than 8,192 bytes; send fewer or shorter ones.");
    private static final Problem TOO_SLOW = Problem.of(
            408, "REQUEST_TIMEOUT", "The head of the request did not arrive in time; send it without pauses.");
    private static final Problem UNREADABLE =
            Problem.badValue("The request is not valid HTTP/1.1: its line, a header or its framing is malformed.");

    @Override
    public void handle(HttpServerRequest request) {
        Problem problem = problem(request.decoderResult().cause());
        var response = request.response();
        if (response.ended() || response.headWritten()) {
            request.connection().close();
            return;
        }
        problem.writeHead(response);
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        response.end(problem.body(UUID.randomUUID().toString()).toBuffer()).eventually(request.connection()::close);
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof SlowRequestException) {
            return TOO_SLOW;
        }
        if (cause instanceof TooLongHttpLineException) {
            return LINE_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? HEADERS_TOO_LARGE : UNREADABLE;
    }
}
