package io.hppgateway.http;

/** A request that did not arrive in time. */
final class SlowRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlowRequestException() {
        super("the request did not arrive in time", null, false, false);
    }
}
