import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Run once while the image is built: sells through the gateway, as it will run, so that the JVM writes down which classes it
 * needs and how its methods behave (JEP 514, 515). Leaves {@code gateway.aot}, and {@code java.options} that uses it. The tenant,
 * its key and the keys of this gateway end with it.
 */
public final class Train {
    private static final Path HOME = Path.of("/opt/hpp-gateway");
    private static final Path CACHE = HOME.resolve("gateway.aot");
    private static final Path WORK = Path.of("/build/work");
    private static final String JAVA = "/opt/jre/bin/java";
    private static final String MAIN = "io.hppgateway.Main";
    private static final String SECRET = "TrainTrainTrainTrainTrainTrainTrainTrainTra";
    // Enough for the JIT's profiles of the hot path, few enough for a build.
    private static final int SALES = 500;
    // Free ones: a build may share the machine's network.
    private static final int HTTP = freePort();
    private static final int MANAGEMENT = freePort();
    private static final int REDIS = freePort();
    private static final int KLARNA = freePort();
    private static final String GATEWAY = "http://127.0.0.1:" + HTTP;
    private static final String OPS = "http://127.0.0.1:" + MANAGEMENT;
    private static final Pattern STATUS_UPDATE = Pattern.compile("\"status_update\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern SESSION = Pattern.compile("\"session_id\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConcurrentHashMap<String, String> callbacks = new ConcurrentHashMap<>();
    private final AtomicInteger webhooks = new AtomicInteger();
    private final HttpServer klarna;

    private Train() throws IOException {
        klarna = HttpServer.create(new InetSocketAddress("127.0.0.1", KLARNA), 0);
        klarna.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        klarna.createContext("/payments/v1/sessions", e -> answer(e, 200, "{\"session_id\":\"%s\"}".formatted(id())));
        klarna.createContext("/hpp/v1/sessions", this::hpp);
        klarna.createContext("/webhook", this::webhook);
        klarna.start();
    }

    public static void main(String[] arguments) {
        try {
            train();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1); // the stub's threads would keep this running
        }
        System.exit(0);
    }

    private static void train() throws Exception {
        Files.createDirectories(WORK.resolve("tenants"));
        var options = options();
        var redis = new ProcessBuilder("redis-server", "--port", "" + REDIS, "--dir", WORK.toString(), "--appendonly", "yes")
                .redirectOutput(WORK.resolve("redis.log").toFile())
                .start();
        try {
            new Train().run(options);
        } finally {
            redis.destroy();
            redis.waitFor();
        }
        check(options);
        var used = new ArrayList<>(options);
        used.addAll(List.of("-XX:AOTCache=" + CACHE, MAIN));
        Files.write(HOME.resolve("java.options"), used);
        System.out.printf("the cache is %d MiB%n", Files.size(CACHE) >> 20);
    }

    /** The options of the repository, and the class path as a list: a wildcard's order is the file system's. */
    private static List<String> options() throws IOException {
        var options = new ArrayList<>(Files.readAllLines(Path.of("/build/java.options")));
        try (Stream<Path> jars = Files.list(HOME.resolve("lib"))) {
            options.add("-cp");
            options.add(String.join(":", jars.map(Path::toString).sorted().toList()));
        }
        options.removeIf(line -> line.startsWith("#"));
        return options;
    }

    private void run(List<String> options) throws Exception {
        writeTenant();
        var command = command(options, "-XX:AOTCacheOutput=" + CACHE, "-Xlog:aot*=error", MAIN);
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("HPP_HTTP_PORT", "" + HTTP);
        builder.environment().put("HPP_MANAGEMENT_PORT", "" + MANAGEMENT);
        builder.environment().putAll(Map.of(
                "HPP_CONF", HOME.resolve("conf/gateway.yaml").toString(),
                "HPP_TENANTS_DIRECTORY", WORK.resolve("tenants").toString(),
                "HPP_PUBLIC_URL", GATEWAY,
                "HPP_REDIS_URL", "redis://127.0.0.1:" + REDIS,
                "HPP_CALLBACK_KEYS", "TrainTrainTrainTrainTrainTrainTrainTrainTrainTra",
                "HPP_ENCRYPTION_KEYSET", output(command(options, "io.hppgateway.KeyTool", "keyset")),
                "HPP_WEBHOOK_ALLOW_HTTP", "true",
                "HPP_WEBHOOK_ALLOW_NETWORKS", "127.0.0.0/8",
                "HPP_LOG_LEVEL", "WARN"));
        // It sells faster than Klarna lets anybody.
        for (String limit : List.of("CREATE", "OTHER", "TENANT_CREATES", "TENANT_BURST")) {
            builder.environment().put("HPP_LIMITS_" + limit, "10000");
        }
        var gateway = builder.start();
        try {
            work(gateway);
        } finally {
            gateway.destroyForcibly();
        }
        System.out.println(SALES + " sales, " + webhooks + " webhooks");
    }

    private void work(Process gateway) throws Exception {
        awaitReady(gateway);
        for (int i = 0; i < SALES; i++) {
            sell();
        }
        awaitWebhooks();
        for (String path : List.of("/health/live", "/health/started", "/metrics")) {
            get(OPS + path);
        }
        gateway.destroy();
        if (!gateway.waitFor(3, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the gateway does not stop");
        }
    }

    private static List<String> command(List<String> options, String... more) {
        var command = new ArrayList<>(List.of(JAVA));
        command.addAll(options);
        command.addAll(List.of(more));
        return command;
    }

    private static String output(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("exit status " + process.exitValue() + ": " + command);
        }
        return output;
    }

    /** Fails when the JVM would not use the cache; without this it would only start slower. */
    private static void check(List<String> options) throws Exception {
        output(command(options, "-XX:AOTMode=on", "-XX:AOTCache=" + CACHE, "io.hppgateway.KeyTool", "keyset"));
    }

    private static void writeTenant() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(SECRET.getBytes(StandardCharsets.UTF_8));
        Files.writeString(WORK.resolve("tenants/train.yaml"), """
                id: train
                name: Train
                api_keys:
                  - id: train
                    sha256: "%2$s"
                accounts:
                  - id: eu
                    base_url: http://127.0.0.1:%1$d
                    username: PK_train
                    password: train
                webhooks:
                  - id: shop
                    url: http://127.0.0.1:%1$d/webhook
                    secret: whsec_VHJhaW5UcmFpblRyYWluVHJhaW5UcmFpblRy
                """.formatted(KLARNA, HexFormat.of().formatHex(hash)));
    }

    private void awaitReady(Process gateway) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (!gateway.isAlive()) {
                throw new IllegalStateException("the gateway does not start");
            }
            try {
                if (get(OPS + "/health/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Its port is not open yet.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the gateway is not ready");
    }

    private void awaitWebhooks() throws InterruptedException {
        for (int i = 0; webhooks.get() < SALES; i++) {
            if (i == 300) {
                throw new IllegalStateException(webhooks + " webhooks for " + SALES + " sales");
            }
            Thread.sleep(100);
        }
    }

    private void sell() throws Exception {
        String payment = session(post(GATEWAY + "/payments/v1/sessions", """
                {"purchase_country": "SE", "purchase_currency": "SEK", "order_amount": 100, "order_lines": []}"""));
        String hpp = session(post(GATEWAY + "/hpp/v1/sessions", """
                {"payment_session_url": "%s/payments/v1/sessions/%s",
                 "merchant_urls": {"success": "https://shop.example/thanks?sid={{session_id}}"}}""".formatted(GATEWAY, payment)));
        post(callbacks.get(hpp), "{\"event_id\":\"%s\",\"session\":%s}".formatted(id(), read(hpp)));
        get(GATEWAY + "/hpp/v1/sessions/" + hpp);
    }

    private static String session(HttpResponse<String> answer) {
        var found = SESSION.matcher(answer.body());
        if (answer.statusCode() / 100 != 2 || !found.find()) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return found.group(1);
    }

    private HttpResponse<String> post(String url, String body) throws Exception {
        var answer = send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(url + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private HttpResponse<String> get(String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(
                request.timeout(Duration.ofSeconds(20)).header("Authorization", "Bearer hpk_train_" + SECRET).build(), BodyHandlers.ofString());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static String read(String id) {
        return """
                {"session_id":"%s","status":"COMPLETED","authorization_token":"%s",\
                "updated_at":"2026-11-24T06:00:00.000Z","expires_at":"2099-01-01T00:00:00.000Z"}"""
                .formatted(id, id);
    }

    /** Klarna: a create keeps its callback link, a read is of a paid session. */
    private void hpp(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 200, read(path.substring(path.lastIndexOf('/') + 1)));
            return;
        }
        var link = STATUS_UPDATE.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (!link.find()) {
            answer(exchange, 400, "{}");
            return;
        }
        String id = id();
        callbacks.put(id, link.group(1).replace("{{session_id}}", id));
        answer(exchange, 201, """
                {"session_id":"%1$s","session_url":"http://127.0.0.1:%2$d/hpp/v1/sessions/%1$s",\
                "redirect_url":"https://pay.klarna.example/%1$s","expires_at":"2099-01-01T00:00:00.000Z"}"""
                .formatted(id, KLARNA));
    }

    private void webhook(HttpExchange exchange) throws IOException {
        webhooks.incrementAndGet();
        answer(exchange, 200, "");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
