package io.hppgateway;

import io.hppgateway.proof.BusSwitch;
import io.hppgateway.tenant.file.TenantFiles;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A gateway process for the proofs: set by the environment as {@link Main} is, with a switch that loses every message on the
 * event bus. It ends with the test that started it: when standard input does.
 */
final class PodMain {
    private PodMain() {}

    public static void main(String[] arguments) throws IOException {
        var source = new SettingsSource(Path.of(System.getenv("HPP_CONF")), System.getenv());
        var settings = Settings.read(source);
        var files = new TenantFiles(settings.tenants(), source::variable);
        var tenants = files.read();
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var bus = BusSwitch.open(Path.of(System.getenv("PROOF_BUS_SWITCH")));
        vertx.eventBus().addOutboundInterceptor(message -> {
            if (bus.isDropping()) {
                bus.countDropped();
            } else {
                bus.countPassed();
                message.next();
            }
        });
        var gateway = Gateway.start(vertx, settings, files, tenants).await();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Main.stop(vertx, gateway, settings)));
        waitForEnd();
        Runtime.getRuntime().halt(0);
    }

    private static void waitForEnd() throws IOException {
        while (System.in.read() >= 0) {
            // the test says nothing, it only keeps the pipe open
        }
    }
}
