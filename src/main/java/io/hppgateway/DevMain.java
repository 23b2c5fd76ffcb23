package io.hppgateway;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hppgateway.http.PortTakenException;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.tenant.file.TenantFilesException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded default: a real Redis, the Klarna sandbox, the demo shop and the gateway in one process, with nothing to
 * configure. Ends on Ctrl-C, and Redis with it.
 */
public final class DevMain {
    static {
        // Before the first logger is made; people read this program's log, not machines.
        if (System.getenv("HPP_LOG_FORMAT") == null) {
            System.setProperty("HPP_LOG_FORMAT", "text");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(DevMain.class);
    private static final Path CONF = Path.of("conf", "dev");
    private static final Path DATA = Path.of("target", "dev");

    private final Map<String, String> environment;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));

    private DevMain(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Takes no arguments. Ports by {@code HPP_HTTP_PORT}, {@code HPP_MANAGEMENT_PORT}, {@code HPP_SANDBOX_PORT}, {@code
     * HPP_SHOP_PORT}; {@code HPP_REDIS_URL} names a Redis to use instead of an own one, {@code HPP_DEV_DATA} the directory of the
     * own one's data.
     */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            new DevMain(System.getenv()).run();
        } catch (SettingsException | TenantFilesException | UncheckedIOException e) {
            giveUp(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the start failed", e);
            giveUp(String.valueOf(e));
        }
    }

    /** Ends the process, event loops that run already and Redis with it. */
    private static void giveUp(@Nullable String why) {
        System.err.println("hpp-gateway cannot start. " + why);
        System.exit(1);
    }

    private void run() throws InterruptedException {
        var ports = ports();
        var keys = apiKeys(CONF);
        Optional<LocalRedis> redis =
                variable("HPP_REDIS_URL").isPresent() ? Optional.empty() : Optional.of(LocalRedis.start(data()));
        var overrides = new HashMap<>(environment);
        redis.ifPresent(own -> overrides.put("HPP_REDIS_URL", own.url()));
        var stack = start(ports, keys, overrides);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, redis, stopped), "shutdown"));
        redis.ifPresent(LocalRedis::closedByCaller);
        String redisUrl = overrides.getOrDefault("HPP_REDIS_URL", "");
        System.out.println(new DevBanner(stack, keys, redisUrl).text());
        stopped.await();
    }

    private DevStack start(DevStack.Ports ports, Map<String, String> keys, Map<String, String> overrides) {
        try {
            return DevStack.start(vertx, ports, CONF, keys, overrides).await();
        } catch (PortTakenException e) {
            throw new SettingsException(List.of(ports.variableOf(e.port()) + ": " + e.getMessage()
                    + "; set it to another port, or to 0 for any free one"));
        }
    }

    private Path data() {
        return variable("HPP_DEV_DATA").map(Path::of).orElse(DATA).toAbsolutePath();
    }

    private void stop(DevStack stack, Optional<LocalRedis> redis, CountDownLatch stopped) {
        try {
            stack.close().await(20, TimeUnit.SECONDS);
            // Not chained to the line above: its result would be due on an event loop that this ends.
            vertx.close().await(5, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            System.err.println("the stop took too long and is cut off");
        } finally {
            redis.ifPresent(LocalRedis::close);
            stopped.countDown();
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private DevStack.Ports ports() {
        var faults = new ArrayList<String>();
        var ports = new DevStack.Ports(
                port("HPP_HTTP_PORT", 8080, faults),
                port("HPP_MANAGEMENT_PORT", 9090, faults),
                port("HPP_SANDBOX_PORT", 8181, faults),
                port("HPP_SHOP_PORT", 8282, faults));
        if (Stream.of(ports.http(), ports.management(), ports.sandbox(), ports.shop())
                        .distinct()
                        .count()
                < 4) {
            faults.add("HPP_HTTP_PORT, HPP_MANAGEMENT_PORT, HPP_SANDBOX_PORT and HPP_SHOP_PORT must differ");
        }
        if (!faults.isEmpty()) {
            throw new SettingsException(faults);
        }
        return ports;
    }

    private int port(String name, int unset, List<String> faults) {
        try {
            int port = variable(name).map(Integer::parseInt).orElse(unset);
            if (port >= 0 && port <= 65535) {
                return port == 0 ? freePort() : port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        faults.add(name + " must be a port from 0 to 65535; 0 takes a free one");
        return unset;
    }

    /** A port that was free a moment ago; the parts have to know each other's ports before they start. */
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The demo tenants' API keys, by tenant id. */
    static Map<String, String> apiKeys(Path conf) {
        try {
            return new ObjectMapper(new YAMLFactory())
                    .readValue(
                            conf.resolve("api-keys.yaml").toFile(),
                            new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (IOException e) {
            throw new SettingsException(
                    List.of(conf.resolve("api-keys.yaml") + " cannot be read; start in the directory of the project"));
        }
    }
}
