package io.hppgateway;

import io.hppgateway.http.PortTakenException;
import io.hppgateway.reload.RefusedException;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.file.TenantFiles;
import io.hppgateway.tenant.file.TenantFilesException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the gateway alone, until SIGTERM. Exit status 1 when it cannot start, with the reason on standard error. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Takes no arguments; {@code conf/gateway.yaml} says what can be set. */
    public static void main(String[] arguments) {
        try {
            run(new SettingsSource(confFile(), System.getenv()));
        } catch (SettingsException e) {
            giveUp(e.getMessage());
        } catch (TenantFilesException e) {
            giveUp(e.getMessage() + "\ntenants.directory (HPP_TENANTS_DIRECTORY) says where they are");
        } catch (RefusedException e) {
            giveUp(e.getMessage());
        } catch (Exception e) {
            // Also what await() throws undeclared. Event loops that run already would keep the process alive for
            // nothing.
            LOG.error("the start failed", e);
            giveUp(String.valueOf(e));
        }
    }

    /** Of this program, by its jar; {@code dev} where it runs from classes. */
    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }

    private static void giveUp(@Nullable String why) {
        System.err.println("hpp-gateway cannot start. " + why);
        System.exit(1);
    }

    private static Path confFile() {
        return Path.of(Optional.ofNullable(System.getenv("HPP_CONF")).orElse("conf/gateway.yaml"));
    }

    private static void run(SettingsSource source) {
        var settings = Settings.read(source);
        var files = new TenantFiles(settings.tenants(), source::variable);
        var tenants = files.read();
        refuse(TenantRules.strict(settings).apply(tenants));
        if (tenants.isEmpty()) {
            LOG.warn("there is no tenant in {}; only those that the operators' API makes can call", settings.tenants());
        }
        var vertx = Vertx.vertx(options());
        try {
            var gateway = start(vertx, settings, files, tenants);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx, gateway, settings), "shutdown"));
        } catch (PortTakenException e) {
            throw new SettingsException(List.of(taken(e, settings)));
        }
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                // There is one class loader; to set it and set it back is two writes for each of the steps of a
                // request.
                .setDisableTCCL(true)
                // One per core, for requests and deliveries alike: more of them take the cores from one another, and
                // spread
                // what goes to Redis together over more connections.
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
    }

    private static String taken(PortTakenException e, Settings settings) {
        String key = e.port() == settings.http().port() ? "http.port" : "management.port";
        return key + " (" + SettingsSource.variableOf(key) + "): " + e.getMessage();
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
    }

    private static Gateway start(Vertx vertx, Settings settings, TenantFiles files, List<Tenant> tenants) {
        var gateway = Gateway.start(vertx, settings, files, tenants).await();
        LOG.info(
                "hpp-gateway is up: public port {}, management port {}, {} tenants",
                gateway.port(),
                gateway.managementPort(),
                tenants.size());
        return gateway;
    }

    /** Blocks until everything is closed, or too late. */
    static void stop(Vertx vertx, Gateway gateway, Settings settings) {
        LOG.info("stopping: requests and deliveries under way are finished first");
        try {
            // The drain twice, once for requests and once for deliveries.
            long patience = settings.delay().toMillis() + settings.drain().toMillis() * 2 + 5000;
            gateway.close().await(patience, TimeUnit.MILLISECONDS);
            // Not chained to the line above: its result would be due on an event loop that this ends.
            vertx.close().await(5, TimeUnit.SECONDS);
            LOG.info("hpp-gateway is stopped");
        } catch (TimeoutException e) {
            LOG.error("the stop took too long and is cut off; leases run out by themselves");
        }
    }
}
