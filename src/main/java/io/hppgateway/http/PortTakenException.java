package io.hppgateway.http;

import io.vertx.core.http.HttpServerOptions;

/** The port cannot be had: mostly another program has it. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int port;

    PortTakenException(HttpServerOptions options, Throwable cause) {
        super("port " + options.getPort() + " on " + options.getHost() + " " + reason(cause), cause);
        this.port = options.getPort();
    }

    private static String reason(Throwable cause) {
        // The epoll transport has an exception of its own, so the text is all that both transports share.
        String message = String.valueOf(cause.getMessage());
        return message.contains("in use") ? "is taken by another program" : "cannot be opened: " + message;
    }

    /** The port that was asked for. */
    public int port() {
        return port;
    }
}
