package io.hppgateway.tls;

import java.nio.file.Path;

/**
 * Where a certificate is.
 *
 * @param certificate PEM: the server's certificate, then those between it and the authority
 * @param key PEM: its private key, without a password
 */
public record CertificateFiles(Path certificate, Path key) {}
