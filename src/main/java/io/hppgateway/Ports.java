package io.hppgateway;

import io.hppgateway.http.HttpPort;
import io.hppgateway.ops.PortMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The public and the management port, while they are open. */
final class Ports {
    // Klarna's largest answers are some 50 KiB. Left alone, Linux keeps 4 MiB for a caller that does not read.
    private static final int SEND_BUFFER = 128 << 10;

    private final Vertx vertx;
    private final Settings settings;
    private final MeterRegistry registry;
    private final Reloads reloads;
    private @Nullable HttpPort publicPort;
    private @Nullable HttpPort managementPort;

    Ports(Vertx vertx, Settings settings, MeterRegistry registry, Reloads reloads) {
        this.vertx = vertx;
        this.settings = settings;
        this.registry = registry;
        this.reloads = reloads;
    }

    /** Opens the port that only the cluster reaches. */
    Future<Void> openManagement(Router routes) {
        return open(settings.management(), 1, routes, "management")
                .onSuccess(port -> managementPort = port)
                .mapEmpty();
    }

    /** Opens the port that the internet reaches, on so many event loops. */
    Future<Void> openPublic(Router routes, int instances) {
        return open(settings.http(), instances, routes, "public")
                .onSuccess(port -> publicPort = port)
                .mapEmpty();
    }

    private Future<HttpPort> open(Settings.PortSettings port, int instances, Router routes, String name) {
        var options = new HttpServerOptions()
                .setHost(port.host())
                .setPort(port.port())
                .setIdleTimeout((int) port.idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSendBufferSize(SEND_BUFFER);
        var counts = PortMeters.count(registry, name);
        Function<HttpServerOptions, Future<HttpPort>> listen =
                with -> HttpPort.open(vertx, with, instances, () -> routes, settings.drain(), port.limits(), counts);
        return port.tls()
                .map(files -> new PublicTls(vertx, files, reloads).open(options, listen))
                .orElseGet(() -> listen.apply(options));
    }

    int publicPort() {
        return Objects.requireNonNull(publicPort, "not open").port();
    }

    int managementPort() {
        return Objects.requireNonNull(managementPort, "not open").port();
    }

    /** Those who must stop calling the public port get the time to notice. */
    Future<Void> part() {
        if (publicPort == null || settings.delay().isZero()) {
            return Future.succeededFuture();
        }
        publicPort.part();
        return vertx.timer(settings.delay().toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
    }

    Future<Void> closePublic() {
        return close(publicPort);
    }

    Future<Void> closeManagement() {
        return close(managementPort);
    }

    private static Future<Void> close(@Nullable HttpPort port) {
        return port == null ? Future.succeededFuture() : port.close();
    }
}
