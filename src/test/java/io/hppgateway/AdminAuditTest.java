package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who changed what; when keys were used; what operators do with a tenant's webhooks. */
final class AdminAuditTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PASSWORD = "a-password-that-the-audit-must-not-hold";

    private static LogCapture log;
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        log = LogCapture.open();
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
        log.close();
    }

    private static void made(String id) {
        var answer = kit.admin().post("/admin/v1/tenants", AdminApiTest.body(id, kit.sandboxUrl()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static List<JsonObject> audit(String query) {
        var answer = kit.admin().get("/admin/v1/audit?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var entries = new ArrayList<JsonObject>();
        answer.json().getJsonArray("data").forEach(entry -> entries.add((JsonObject) entry));
        return entries;
    }

    @Test
    void everyChangeIsToldWithWhoWhatAndWhen() {
        made("audited");
        String path = "/admin/v1/tenants/audited";
        var changed = kit.admin()
                .send(
                        "PATCH",
                        path + "/accounts/eu",
                        BodyPublishers.ofString(
                                new JsonObject().put("password", PASSWORD).encode()));
        String key =
                kit.admin().post(path + "/keys", "{\"name\":\"till\"}").json().getString("key");
        kit.admin().post(path + "/suspend", "");
        kit.admin().send("PATCH", path, BodyPublishers.ofString("{\"name\":\"Other\"}"));
        kit.admin()
                .send("PATCH", path, BodyPublishers.ofString("{\"colour\":\"red\"}"))
                .isProblem(400, "BAD_VALUE");

        var entries = audit("tenant=audited");
        assertThat(entries)
                .extracting(entry -> entry.getString("what"))
                .containsExactly("tenant.create", "account.change", "key.create", "tenant.suspend", "tenant.change");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getString("who")).isEqualTo("ops");
            assertThat(Instant.parse(entry.getString("at")))
                    .isBefore(Instant.now().plusSeconds(60));
            assertThat(entry.encode())
                    .doesNotContain(PASSWORD, KitTenants.ACME_PASSWORD, key.split("_", -1)[2], "sha256");
        });
        var account = entries.get(1);
        assertThat(account.getString("request_id")).isEqualTo(changed.header("Hpp-Request-Id"));
        assertThat(account.getString("object")).isEqualTo("account/eu");
        assertThat(account.getJsonObject("after").getJsonArray("secrets_set"))
                .isEqualTo(new JsonArray().add("password"));
        assertThat(entries.get(3).getJsonObject("before").getString("status")).isEqualTo("active");
        assertThat(entries.get(3).getJsonObject("after").getString("status")).isEqualTo("suspended");
        assertThat(entries.get(4).getJsonObject("after").getString("name")).isEqualTo("Other");
    }

    @Test
    void noSecretStandsInTheLogOrOpenInRedis() {
        made("silent");
        String path = "/admin/v1/tenants/silent";
        String body = new JsonObject().put("password", PASSWORD).encode();
        kit.admin().send("PATCH", path + "/accounts/eu", BodyPublishers.ofString(body));
        kit.admin().send("PATCH", path, BodyPublishers.ofString(body)).isProblem(400, "BAD_VALUE");
        String secret =
                kit.admin().post(path + "/keys", "{}").json().getString("key").split("_", -1)[2];
        var stored = new ArrayList<String>();
        kit.redis("HGETALL", kit.redisPrefix() + ":{admin}:records").forEach(value -> stored.add(value.toString()));
        kit.redis("XRANGE", kit.redisPrefix() + ":{admin}:audit", "-", "+")
                .forEach(entry -> stored.add(entry.toString()));

        assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("an operator changed a tenant"));
        assertThat(stored).isNotEmpty();
        assertThat(String.join("\n", log.lines()) + stored)
                .doesNotContain(PASSWORD, secret, KitTenants.ACME_PASSWORD, KitTenants.ADMIN_SECRET);
    }

    @Test
    void theAuditIsReadFromACursorOn() {
        made("cursor-a");
        made("cursor-b");
        var first = kit.admin().get("/admin/v1/audit?after=0-0&limit=1").json();
        var rest = audit("limit=500&after=" + first.getString("next"));
        assertThat(first.getJsonArray("data")).hasSize(1);
        assertThat(rest).extracting(entry -> entry.getString("id")).doesNotContain(first.getString("next"));
        assertThat(rest).extracting(entry -> entry.getString("tenant")).contains("cursor-b");
        assertThat(audit("limit=1")).extracting(entry -> entry.getString("id")).isNotEqualTo(first.getString("next"));
        assertThat(audit("after=0-0&tenant=cursor-b")).hasSize(1);
        kit.admin().get("/admin/v1/audit?after=yesterday&colour=red").isProblem(400, "BAD_VALUE");
    }

    @Test
    void aKeyTellsWhenItWasUsedLast() {
        made("used");
        String path = "/admin/v1/tenants/used/keys";
        var key = kit.admin().post(path, "{}").json();
        assertThat(key.getValue("last_used_at")).isNull();
        var before = Instant.now().minusMillis(5);
        kit.nobody().authorized("Bearer " + key.getString("key")).post("/payments/v1/sessions", GatewayKit.order("SE"));
        String field = key.getString("id");
        // From Redis, so that it is told at any pod.
        await().atMost(SOON).until(() -> kit.redis("HGET", kit.redisPrefix() + ":{admin}:used", field) != null);
        String shown = kit.admin().get(path + "/" + field).json().getString("last_used_at");
        assertThat(Instant.parse(shown)).isAfterOrEqualTo(before.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    }

    @Test
    void operatorsSetATenantsWebhooks() {
        made("hooked");
        String path = "/admin/v1/tenants/hooked/webhooks";
        var made = kit.admin()
                .post(
                        path + "?preflight=false",
                        new JsonObject().put("url", kit.hooks().url() + "/hooked"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        String id = made.json().getString("id");
        assertThat(made.header("Location")).isEqualTo(path + "/" + id);
        assertThat(made.json().getString("secret")).startsWith("whsec_");

        var key = kit.admin().post("/admin/v1/tenants/hooked/keys", "{}").json().getString("key");
        var tenant = kit.nobody().authorized("Bearer " + key);
        assertThat(tenant.get("/v1/webhooks/" + id).json().getString("url")).endsWith("/hooked");
        String session = kit.hosted(tenant);
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/hooked", session, "session.completed");

        kit.admin().post(path, new JsonObject().put("url", "ftp://x")).isProblem(400, "BAD_VALUE");
        kit.admin()
                .post("/admin/v1/tenants/nobody/webhooks", "{\"url\":\"https://x.example\"}")
                .isProblem(404, "NOT_FOUND");
        assertThat(kit.admin().delete(path + "/" + id).status()).isEqualTo(200);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(audit("tenant=hooked"))
                        .extracting(
                                entry -> entry.getString("what"),
                                entry -> entry.getJsonObject("after").getInteger("refused_with"))
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple("tenant.create", null),
                                org.assertj.core.groups.Tuple.tuple("webhook.post", null),
                                org.assertj.core.groups.Tuple.tuple("key.create", null),
                                org.assertj.core.groups.Tuple.tuple("webhook.post", null),
                                org.assertj.core.groups.Tuple.tuple("webhook.post", 400),
                                org.assertj.core.groups.Tuple.tuple("webhook.delete", null)));
    }

    @Test
    void aTenantThatIsOwedEventsIsDeletedByForceOnly() {
        made("owed");
        String path = "/admin/v1/tenants/owed";
        var hook = kit.admin()
                .post(
                        path + "/webhooks?preflight=false",
                        new JsonObject().put("url", kit.hooks().url() + "/owed"))
                .json();
        kit.admin().post(path + "/webhooks/" + hook.getString("id") + "/pause", "");
        var key = kit.admin().post(path + "/keys", "{}").json().getString("key");
        String session = kit.hosted(kit.nobody().authorized("Bearer " + key));
        kit.klarna().act(session, "pay");
        await().atMost(SOON).until(() -> !kit.keys("owed", "stats:owed").isEmpty());
        kit.admin().post(path + "/suspend", "");

        var refused = kit.admin().delete(path).isProblem(409, "CONFLICT");
        assertThat(refused.message()).contains("force=true");
        kit.admin().delete(path + "?force=false&force=true").isProblem(400, "BAD_VALUE");
        var gone = kit.admin().delete(path + "?force=true");
        assertThat(gone.status()).as(gone.text()).isEqualTo(200);
        assertThat(gone.json().getLong("expired_events")).isPositive();
        kit.admin().get(path).isProblem(404, "NOT_FOUND");
    }

    @Test
    void aTenantThatIsOwedAReplayIsDeletedByForceOnly() {
        made("replayed");
        String path = "/admin/v1/tenants/replayed";
        String hook = kit.admin()
                .post(
                        path + "/webhooks?preflight=false",
                        new JsonObject().put("url", kit.hooks().url() + "/replayed"))
                .json()
                .getString("id");
        var key = kit.admin().post(path + "/keys", "{}").json().getString("key");
        var tenant = kit.nobody().authorized("Bearer " + key);
        String session = kit.hosted(tenant);
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/replayed", session, "session.completed");
        String owed = path + "/webhooks/" + hook;
        await().atMost(SOON).until(() -> waiting(owed) == 0);
        kit.admin().post(owed + "/pause", "");
        var all = new JsonObject().put("endpoint", hook).put("from", "2020-01-01T00:00:00Z");
        var queued = tenant.post("/v1/replays", all);
        assertThat(queued.json().getInteger("queued")).as(queued.text()).isPositive();
        kit.admin().post(path + "/suspend", "");

        kit.admin().delete(path).isProblem(409, "CONFLICT");
        assertThat(waiting(owed)).isPositive();
        var gone = kit.admin().delete(path + "?force=true");
        assertThat(gone.json().getLong("expired_events")).as(gone.text()).isPositive();
    }

    private static long waiting(String webhook) {
        return kit.admin()
                .get(webhook)
                .json()
                .getJsonObject("health")
                .getJsonObject("queue")
                .getLong("waiting_sessions");
    }

    @Test
    void aTenantOfManyOriginsIsDeletedToo() {
        made("many");
        String path = "/admin/v1/tenants/many";
        String origins = new io.hppgateway.redis.Namespace(kit.redisPrefix()).of("many") + "endpoints:many";
        for (int i = 0; i < 1000; i++) {
            kit.redis("SADD", origins, "many/su_" + i);
        }
        kit.admin().post(path + "/suspend", "");

        var gone = kit.admin().delete(path + "?force=true");

        assertThat(gone.status()).as(gone.text()).isEqualTo(200);
        assertThat(kit.redis("EXISTS", origins).toInteger()).isZero();
    }

    @Test
    void withoutKeysTheApiIsOffAndSaysSo() {
        try (var off =
                GatewayKit.start(io.hppgateway.testkit.TestRedis.url(), java.util.Map.of("HPP_ADMIN_KEYS", ""))) {
            var answer = off.admin().get("/admin/v1/tenants").isProblem(404, "NOT_FOUND");
            assertThat(answer.message()).contains("HPP_ADMIN_KEYS");
        }
    }
}
