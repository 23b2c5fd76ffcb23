package io.hppgateway.klarna;

import java.time.Duration;

/**
 * How Klarna is called.
 *
 * @param connectTimeout until a connection stands, TLS included
 * @param responseTimeout from sending a request to the end of its answer
 * @param connections HTTP/1.1 connections per API host and gateway process
 * @param waiting requests that may wait for a connection per API host; one more fails at once
 */
public record KlarnaSettings(Duration connectTimeout, Duration responseTimeout, int connections, int waiting) {}
