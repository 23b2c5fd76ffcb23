package io.hppgateway.klarna;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How Klarna is called.
 *
 * @param connectTimeout until a connection stands, TLS included
 * @param responseTimeout from sending a request to the end of its answer
 * @param connections of each event loop to each API host; over HTTP/2 so many calls share fewer
 * @param waiting requests that may wait for a connection per API host and event loop; one more fails at once
 * @param http2 whether HTTP/2 is taken where a host offers it
 * @param trustedCertificates PEM file of the authorities that are trusted instead of the JVM's
 */
public record KlarnaSettings(
        Duration connectTimeout,
        Duration responseTimeout,
        int connections,
        int waiting,
        boolean http2,
        Optional<Path> trustedCertificates) {}
