package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisRefusedException;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.seal.Reseal;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.testkit.RedisUser;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gateways as the user that README tells operators to make: it may do what they do, and nothing else. */
final class RedisUserTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private LocalRedis redis;
    private RedisLink operator;

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        operator = RedisLink.of(vertx, RedisSettings.of(Secret.of(redis.url())));
        ask(operator, RedisUser.ofServers());
    }

    @AfterEach
    void stop() {
        GatewayKit.wait(operator.close());
        GatewayKit.wait(vertx.close());
        redis.close();
    }

    private static Response ask(RedisLink link, List<String> words) {
        return GatewayKit.wait(link.send(request(words)));
    }

    private static Request request(List<String> words) {
        var request = Request.cmd(Command.create(words.get(0)));
        words.stream().skip(1).forEach(request::arg);
        return request;
    }

    private GatewayKit gateway() {
        return GatewayKit.start(
                RedisUser.login(redis.url()), Map.of("HPP_REDIS_PREFIX", "hpp", "HPP_RECONCILE_ENABLED", "true"));
    }

    private RedisLink asUser() {
        return RedisLink.of(vertx, RedisSettings.of(Secret.of(RedisUser.login(redis.url()))));
    }

    /** What Redis refused so far, and to whom. */
    private String refused() {
        return ask(operator, List.of("ACL", "LOG")).toString();
    }

    private static void ok(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
    }

    @Test
    void everythingIsDoneWithItsRights() {
        try (var kit = gateway()) {
            var other = kit.open();
            assertThat(ApiClient.of(kit.managementUrl()).get("/health/ready").status())
                    .isEqualTo(200);
            ok(kit.admin().post("/admin/v1/tenants", AdminApiTest.body("fresh", kit.sandboxUrl())));
            ok(kit.admin().post("/admin/v1/tenants/fresh/keys", "{}"));
            ok(kit.acme()
                    .post(
                            "/v1/webhooks?preflight=false",
                            new JsonObject().put("url", kit.hooks().url() + "/made")));
            ok(kit.globex().post("/payments/v1/sessions", GatewayKit.order("US")));
            String session = kit.hosted(kit.acme());
            String link = kit.callbackLink(session);
            kit.klarna().act(session, "open");
            kit.klarna().act(session, "pay");
            ok(ApiClient.of(other.url())
                    .post(link.replace(kit.url(), other.url()), CallbackDoorTest.event(session, "IN_PROGRESS")));
            kit.hooks().awaitOne("/acme", session, "session.completed");
            kit.hooks().awaitOne("/made", session, "session.in_progress");
            ok(kit.acme().get("/hpp/v1/sessions/" + session));
            ok(kit.acme().get("/v1/sessions/" + session + "?wait=1&after_seq=9"));
            for (String path : List.of("sessions", "events", "deliveries", "webhooks", "statement")) {
                ok(kit.acme().get("/v1/" + path));
            }
            var events = kit.acme().get("/v1/events").json().getJsonArray("data");
            ok(kit.acme()
                    .post(
                            "/v1/replays",
                            new JsonObject()
                                    .put("endpoint", "shop")
                                    .put(
                                            "events",
                                            new JsonArray()
                                                    .add(events.getJsonObject(0).getString("id")))));
            ok(kit.admin().get("/admin/v1/audit"));
            ok(kit.admin().post("/admin/v1/tenants/fresh/suspend", ""));
            ok(kit.admin().delete("/admin/v1/tenants/fresh"));
            var reseal = new Reseal(
                    asUser(),
                    new Namespace("hpp"),
                    SecretBox.of(Secret.of(KitTenants.KEYSET)),
                    SealedPlaces.of(new Namespace("hpp"), Duration.ofDays(7)),
                    100_000,
                    Duration.ofMillis(1));
            assertThat(reseal.run().isDone()).isTrue();
        }
        assertThat(refused()).isEqualTo("[]");
    }

    @Test
    void itMaySendEveryCommandThatThisCodeSends() throws IOException {
        var commands = new TreeSet<String>();
        find(Path.of("src/main/java"), "Command\\.([A-Z]+)", commands);
        find(Path.of("src/main/resources/lua"), "(?:call|all_of)\\('([A-Z]+)'", commands);
        assertThat(commands).contains("GETEX", "EVALSHA", "PUBLISH", "ZADD").doesNotContain("CONFIG");
        // The one is asked of others, the other is made by the test above.
        commands.removeAll(List.of("SENTINEL", "SUBSCRIBE"));
        var user = asUser();
        for (String command : commands) {
            // Enough words, and wrong ones: Redis looks at the rights first.
            var words = new ArrayList<>(List.of(command));
            int arity = ask(operator, List.of("COMMAND", "INFO", command))
                    .get(0)
                    .get(1)
                    .toInteger();
            while (words.size() < Math.abs(arity)) {
                words.add(command.equals("CLUSTER") ? "SLOTS" : command.equals("PUBLISH") ? "hpp:channel:x" : "hpp:x");
            }
            assertThat(GatewayKit.wait(answer(user, words))).as(command).doesNotContain("NOPERM");
        }
        GatewayKit.wait(user.close());
        assertThat(refused()).isEqualTo("[]");
    }

    private static void find(Path directory, String pattern, Set<String> found) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Pattern.compile(pattern)
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(hit -> found.add(hit.group(1)));
            }
        }
    }

    private static Future<String> answer(RedisLink link, List<String> words) {
        return link.send(request(words)).map(String::valueOf).otherwise(Throwable::getMessage);
    }

    @Test
    void itMayDoNothingElse() {
        var user = asUser();
        for (String words : List.of(
                "GET other:x",
                "SET other:x 1",
                "EVAL return(redis.call('GET','other:x')) 0",
                "PUBLISH other:channel x",
                "FLUSHALL",
                "KEYS *",
                "CONFIG GET requirepass",
                "ACL LIST",
                "CLUSTER RESET",
                "SHUTDOWN")) {
            assertThatThrownBy(() -> ask(user, List.of(words.split(" ", -1))))
                    .as(words)
                    .isInstanceOf(RedisRefusedException.class);
        }
        GatewayKit.wait(user.close());
    }

    @Test
    void aRightThatIsMissingIsNamedAndIsNoOutage() {
        ask(operator, List.of("ACL", "SETUSER", "gateway", "-info"));
        try (var log = LogCapture.open();
                var kit = gateway()) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.lines())
                            .anyMatch(
                                    line -> line.contains("does not say how it is set up") && line.contains("'info'")));
            assertThat(log.lines()).noneMatch(line -> line.contains("does not answer yet"));
            var create = new JsonObject().put("payment_session_url", kit.paymentSession(kit.acme(), "SE"));

            ask(operator, List.of("ACL", "SETUSER", "gateway", "-evalsha", "-eval"));
            kit.acme().post("/hpp/v1/sessions", create).isProblem(500, "INTERNAL_SERVER_ERROR");
            assertThat(log.lines()).anyMatch(line -> line.contains("NOPERM") && line.contains("'evalsha'"));
            assertThat(ApiClient.of(kit.managementUrl()).get("/health/ready").text())
                    .contains("Redis answers no script", "'eval'");
        }
    }

    @Test
    void aRedisThatForgetsIsToldOfAlsoToThisUser() {
        ask(operator, List.of("CONFIG", "SET", "appendonly", "no"));
        ask(operator, List.of("CONFIG", "SET", "maxmemory-policy", "allkeys-lru"));
        try (var log = LogCapture.open();
                var kit = gateway()) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(log.lines())
                            .anyMatch(line -> line.contains("has appendonly no"))
                            .anyMatch(line -> line.contains("has maxmemory-policy allkeys-lru")));
            assertThat(ApiClient.of(kit.managementUrl()).get("/health/ready").status())
                    .isEqualTo(200);
        }
    }
}
