package io.hppgateway.tls;

import io.hppgateway.reload.RefusedException;
import io.hppgateway.reload.Reloadable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Puts a renewed certificate in the place of the old one: new connections get it, those that stand go on. Tells the end of
 * the one in force as {@code hpp_tls_certificate_expiry_timestamp_seconds}, in Unix time.
 */
public final class CertificateReload implements Reloadable {
    private final Vertx vertx;
    private final CertificateFiles files;
    private final Function<ServerSSLOptions, Future<?>> server;
    private final Clock clock;
    private volatile ServerCertificate inForce;

    /**
     * @param inForce what the server was opened with
     * @param server takes the next one
     */
    public CertificateReload(
            Vertx vertx,
            CertificateFiles files,
            ServerCertificate inForce,
            Function<ServerSSLOptions, Future<?>> server,
            Clock clock) {
        this.vertx = vertx;
        this.files = files;
        this.inForce = inForce;
        this.server = server;
        this.clock = clock;
    }

    /** Registers its metric. */
    public CertificateReload measured(MeterRegistry registry) {
        TimeGauge.builder(
                        "hpp.tls.certificate.expiry.timestamp",
                        this,
                        TimeUnit.SECONDS,
                        now -> now.inForce.end().getEpochSecond())
                .description("End of the public port's certificate, Unix time")
                .strongReference(true)
                .register(registry);
        return this;
    }

    @Override
    public String name() {
        return "http.tls-certificate";
    }

    @Override
    public Set<Path> files() {
        return Set.of(files.certificate(), files.key());
    }

    @Override
    public Change read() {
        var next = ServerCertificate.read(vertx, files);
        if (next.isSameAs(inForce)) {
            return () -> Future.succeededFuture("");
        }
        if (next.end().isBefore(clock.instant())) {
            throw new RefusedException(files.certificate() + " holds a certificate that has expired: " + next);
        }
        return () -> take(next);
    }

    private Future<String> take(ServerCertificate next) {
        var options = new ServerSSLOptions()
                .setKeyCertOptions(next.options())
                .setEnabledSecureTransportProtocols(ServerCertificate.PROTOCOLS);
        return server.apply(options).map(done -> {
            inForce = next;
            return next.toString();
        });
    }
}
