package io.hppgateway;

import io.hppgateway.http.HttpPort;
import io.hppgateway.reload.Reloadable;
import io.hppgateway.tls.CertificateFiles;
import io.hppgateway.tls.CertificateReload;
import io.hppgateway.tls.ServerCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port over TLS, with the certificate that its files hold and with each that takes its place. */
final class PublicTls {
    private static final Logger LOG = LoggerFactory.getLogger(PublicTls.class);

    private final Vertx vertx;
    private final CertificateFiles files;
    private final Reloads reloads;

    PublicTls(Vertx vertx, CertificateFiles files, Reloads reloads) {
        this.vertx = vertx;
        this.files = files;
        this.reloads = reloads;
    }

    /** Opens it. Fails with a {@link io.hppgateway.reload.RefusedException} when the files hold no certificate and its key. */
    Future<HttpPort> open(HttpServerOptions options, Function<HttpServerOptions, Future<HttpPort>> open) {
        return vertx.executeBlocking(() -> ServerCertificate.read(vertx, files))
                .compose(certificate -> open.apply(secure(options, certificate))
                        .onSuccess(port -> reloads.with(renewing(port, certificate))));
    }

    private static HttpServerOptions secure(HttpServerOptions options, ServerCertificate certificate) {
        LOG.info("the public port has TLS with the certificate {}", certificate);
        return options.setSsl(true)
                .setKeyCertOptions(certificate.options())
                .setEnabledSecureTransportProtocols(ServerCertificate.PROTOCOLS)
                // HTTP/1.1 only: what makes a request's framing strict, and what bounds a connection, is written for
                // it.
                .setUseAlpn(false);
    }

    private Reloadable renewing(HttpPort port, ServerCertificate certificate) {
        return new CertificateReload(vertx, files, certificate, port::renew, Clock.systemUTC())
                .measured(reloads.registry());
    }
}
