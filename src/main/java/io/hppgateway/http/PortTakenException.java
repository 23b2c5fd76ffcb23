package io.hppgateway.http;

import io.vertx.core.http.HttpServerOptions;

/** Another program has the port. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int port;

    PortTakenException(HttpServerOptions options, Throwable cause) {
        super("port " + options.getPort() + " on " + options.getHost() + " is taken by another program", cause);
        this.port = options.getPort();
    }

    /** The port that was asked for. */
    public int port() {
        return port;
    }
}
