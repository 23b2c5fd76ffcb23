package io.hppgateway.redis.address;

/**
 * A server.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 1 to 65535
 */
public record RedisNode(String host, int port) {

    public RedisNode {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("a server needs a host and a port from 1 to 65535");
        }
    }

    /**
     * Reads {@code host:port}, {@code host}, {@code [v6]:port}, or what Redis writes, an IPv6 address and a port without
     * brackets.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    public static RedisNode parse(String text, int defaultPort) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && !text.endsWith("]");
        String host = hasPort ? text.substring(0, colon) : text;
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        // NumberFormatException is one of the announced kind.
        int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : defaultPort;
        return new RedisNode(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
