package io.hppgateway;

import static io.hppgateway.CallbackDoorTest.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** After a purchase with everything going wrong once: where its secrets are, and where they are not. */
final class NothingLeaksTest {
    private static final String URL_TOKEN = "secret-token-in-a-url";
    private static final String NATIONAL_ID = "19880412-2380";

    private static final List<String> answers = new ArrayList<>();
    private static LocalRedis redis;
    private static LogCapture log;
    private static GatewayKit kit;
    private static String session;
    private static String token;
    private static String linkProof;
    private static boolean tried;

    @BeforeAll
    static void purchase() {
        redis = TestRedis.own();
        log = LogCapture.open();
        kit = GatewayKit.start(redis.url(), Map.of("HPP_KLARNA_RESPONSE_TIMEOUT", "5s"));
        kit.hooks().answer(NothingLeaksTest::refuseOnce);
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own?t=" + URL_TOKEN);
        session = kit.hosted(kit.acme(), urls).getString("session_id");
        String link = kit.callbackLink(session);
        linkProof = link.substring(link.indexOf("/acme/") + 6, link.indexOf('?'));
        var paid = kit.klarna().act(session, "pay");
        token = paid.getString("authorization_token");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        Awaitility.await().until(() -> kit.hooks().of("/acme", session).size() > 1);
        kit.acme().get("/hpp/v1/sessions/" + session);
        kit.acme().with("Cache-Control", "no-cache").get("/hpp/v1/sessions/" + session);
        failEveryWay(link, paid);
    }

    @AfterAll
    static void close() {
        kit.close();
        log.close();
        redis.close();
    }

    private static int refuseOnce(HookReceiver.Hook hook) {
        boolean first = !tried && hook.uri().equals("/acme");
        tried |= first;
        return first ? 500 : 200;
    }

    private static void failEveryWay(String link, JsonObject paid) {
        say(kit.nobody()
                .authorized("Bearer hpk_acme1_" + KitTenants.GLOBEX_SECRET)
                .get("/hpp/v1/sessions/1"));
        say(kit.nobody()
                .authorized("Basic " + ApiClient.base64("acme1:" + KitTenants.ACME_PASSWORD))
                .get("/payments/v1/x"));
        say(kit.acme().post("/hpp/v1/sessions", "{\"payment_session_url\":\"https://evil.example/" + token + "\"}"));
        say(kit.nobody().post(link, "{\"session\":\"" + token + "\"}"));
        say(kit.nobody().post(link + "x", new JsonObject().put("session", paid)));
        say(kit.nobody().post(link, event(session, "COMPLETED")));
        for (String fault : List.of("reset", "hang", "partial")) {
            kit.klarna().reset();
            kit.klarna().fault("/", fault, true);
            say(kit.acme().post("/payments/v1/sessions", GatewayKit.order("SE").put("token", token)));
            sayIfWhole("/payments/v1/authorizations/" + token + "/order");
        }
        redis.kill();
        say(kit.acme().get("/hpp/v1/sessions/" + session));
        say(kit.nobody().post(link, new JsonObject().put("session", paid)));
        redis.restart();
        Awaitility.await()
                .until(() -> kit.acme().get("/hpp/v1/sessions/" + session).status() == 200);
    }

    /** An answer that breaks off on its way through is cut here too. */
    private static void sayIfWhole(String path) {
        try {
            say(kit.acme().post(path, GatewayKit.order("SE")));
        } catch (UncheckedIOException e) {
            answers.add(String.valueOf(e.getCause()));
        }
    }

    private static void say(ApiClient.Answer answer) {
        answers.add(answer.text() + answer.http().headers().map());
    }

    private static List<String> secrets() {
        var all = new ArrayList<>(KitTenants.SECRETS);
        all.addAll(List.of(URL_TOKEN, NATIONAL_ID, token, linkProof, linkProof.substring(23)));
        all.add(ApiClient.base64("PK_acme:" + KitTenants.ACME_PASSWORD));
        return all;
    }

    private static void holdNoSecret(List<String> texts) {
        assertThat(texts).isNotEmpty();
        for (String text : texts) {
            for (String secret : secrets()) {
                assertThat(text).doesNotContain(secret);
            }
        }
    }

    @Test
    void theTenantAndItsEndpointsDidGetThem() {
        assertThat(kit.acme().get("/hpp/v1/sessions/" + session).text()).contains(token, NATIONAL_ID);
        assertThat(kit.hooks().of("/acme", session).get(0).body()).contains(token, NATIONAL_ID);
        assertThat(kit.hooks().of("/own", session).get(0).uri()).contains(URL_TOKEN);
    }

    @Test
    void noLogLineHoldsASecret() {
        assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("no connection to Redis"));
        holdNoSecret(log.lines());
    }

    @Test
    void noErrorAnswerHoldsASecret() {
        assertThat(answers).hasSize(14);
        holdNoSecret(answers);
    }

    @Test
    void noMetricHoldsASecretAndOnlyThoseByTenantATenant() {
        var metrics = ApiClient.of(kit.managementUrl()).get("/metrics").text();

        holdNoSecret(List.of(metrics));
        assertThat(metrics).doesNotContain(session);
        // The first tenants that called, at most 50 of them.
        assertThat(metrics.lines().filter(line -> line.contains("acme") || line.contains("globex")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("hpp_tenant_"));
    }

    @Test
    void nothingInRedisCanBeReadWithoutTheKeyset() {
        var values = new ArrayList<String>();
        for (Response key : kit.redis("KEYS", "*")) {
            values.add(key.toString());
            values.add(valueOf(key.toString()).toString());
        }

        assertThat(values)
                .hasSizeGreaterThan(10)
                .anySatisfy(value -> assertThat(value).contains("COMPLETED"));
        holdNoSecret(values);
        assertThat(String.join("\n", values)).doesNotContain("Testsson").doesNotContain("1988-04-12");
    }

    private static Response valueOf(String key) {
        return switch (kit.redis("TYPE", key).toString()) {
            case "hash" -> kit.redis("HGETALL", key);
            case "list" -> kit.redis("LRANGE", key, "0", "-1");
            case "set" -> kit.redis("SMEMBERS", key);
            case "zset" -> kit.redis("ZRANGE", key, "0", "-1");
            case "stream" -> kit.redis("XRANGE", key, "-", "+");
            default -> kit.redis("GET", key);
        };
    }
}
