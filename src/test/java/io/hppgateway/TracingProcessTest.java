package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.ChildProcess;
import io.hppgateway.testkit.FreePort;
import io.hppgateway.testkit.JavaProgram;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tracing is to a whole process: nothing when it is off, and quiet when it is on. */
final class TracingProcessTest {
    private static final Pattern UP = Pattern.compile("hpp-gateway is up");

    private static GatewayKit kit;

    private final int port = FreePort.next();

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    private Path loaded() {
        return directory.resolve("loaded.txt");
    }

    /** A gateway in a process with the kit's Klarna and receivers; it says which classes it loads. */
    private ChildProcess gateway(Map<String, String> changes) throws IOException {
        var environment = new HashMap<>(kit.environment());
        environment.putAll(Map.of(
                "HPP_HTTP_PORT", Integer.toString(port),
                "HPP_PUBLIC_URL", url(),
                "HPP_REDIS_PREFIX", TestRedis.freshPrefix(),
                "HPP_TENANTS_DIRECTORY", tenants().toString()));
        environment.putAll(changes);
        return JavaProgram.start("io.hppgateway.Main", environment, "-Xlog:class+load:file=" + loaded());
    }

    /** The kit's, with another secret: Main takes none that is published. */
    private Path tenants() throws IOException {
        var acme = Path.of(kit.environment().get("HPP_TENANTS_DIRECTORY"), "acme.yaml");
        Files.writeString(
                directory.resolve("acme.yaml"),
                Files.readString(acme)
                        .replace(KitTenants.ACME_HOOKS, "whsec_" + ApiClient.base64("known to nobody but this test!")));
        return directory;
    }

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    private void sell(ChildProcess gateway) {
        gateway.awaitOut(UP);
        var acme = ApiClient.of(url()).authorized("Bearer " + KitTenants.ACME_KEY);
        var payment = acme.post("/payments/v1/sessions", GatewayKit.order("SE"));
        assertThat(payment.status()).as(payment.text()).isEqualTo(200);
        var page = acme.post(
                "/hpp/v1/sessions",
                new JsonObject()
                        .put(
                                "payment_session_url",
                                url() + "/payments/v1/sessions/"
                                        + payment.json().getString("session_id")));
        assertThat(page.status()).as(page.text()).isEqualTo(201);
        String session = page.json().getString("session_id");
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        assertThat(acme.get("/hpp/v1/sessions/" + session).status()).isEqualTo(200);
    }

    @Test
    void noClassOfOpenTelemetrysIsLoadedWhenItIsOff() throws IOException {
        try (var gateway = gateway(Map.of())) {
            sell(gateway);
            gateway.signal("TERM").exitStatus();

            assertThat(Files.readString(loaded()))
                    .contains(" io.hppgateway.trace.Traces ")
                    .doesNotContain("io.opentelemetry")
                    .doesNotContain("io.hppgateway.trace.Traced")
                    .doesNotContain(" java.net.http.");
        }
    }

    @Test
    void aCollectorThatIsAwayIsOneLineInTheLogAndKeepsNoProcessAlive() throws IOException {
        String nobody = "http://127.0.0.1:" + FreePort.next();
        try (var gateway = gateway(Map.of("HPP_TRACING_ENDPOINT", nobody))) {
            sell(gateway);
            gateway.awaitOut(Pattern.compile("spans cannot be exported to " + nobody));
            sell(gateway);
            int status = gateway.signal("TERM").exitStatus();

            assertThat(status).isEqualTo(128 + 15);
            assertThat(gateway.out().lines().filter(line -> line.contains("cannot be exported")))
                    .singleElement()
                    .asString()
                    .startsWith("{")
                    .contains("java.net.ConnectException");
            assertThat(gateway.out()).contains("hpp-gateway is stopped");
            assertThat(gateway.err()).isEmpty();
            assertThat(Files.readString(loaded())).contains("io.opentelemetry");
        }
    }
}
