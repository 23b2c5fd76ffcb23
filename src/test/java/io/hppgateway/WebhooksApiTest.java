package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tenant can set of its endpoints, and what it is told. */
final class WebhooksApiTest {
    private static WebhookWorld world;

    @BeforeAll
    static void open() {
        world = new WebhookWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static JsonObject token(String value) {
        return new JsonObject()
                .put(
                        "headers",
                        new JsonArray()
                                .add(new JsonObject().put("name", "X-Token").put("value", value)));
    }

    private static ApiClient.Answer patch(String id, JsonObject body) {
        return patch(world.acme(), id, body);
    }

    private static ApiClient.Answer patch(ApiClient client, String id, JsonObject body) {
        return client.send("PATCH", "/v1/webhooks/" + id, BodyPublishers.ofString(body.encode()));
    }

    @Test
    void aNewEndpointHasTheDefaultsAndItsSecretIsShownOnce() {
        var answer = world.acme()
                .post("/v1/webhooks?preflight=false", new JsonObject().put("url", world.shop.at("/defaults")));
        var made = answer.json();
        String id = made.getString("id");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/v1/webhooks/" + id);
        assertThat(answer.header("ETag")).isEqualTo("\"" + made.getString("version") + "\"");
        assertThat(id).matches("we_[A-Za-z0-9]{22}");
        assertThat(made.getString("secret")).startsWith("whsec_").hasSize(50);
        var read = world.read(id);
        assertThat(read.containsKey("secret")).isFalse();
        assertThat(made.getString("secret"))
                .endsWith(read.getString("secret_hint").substring(7));
        made.remove("secret");
        assertThat(read).isEqualTo(made);
        assertThat(read.getString("status")).isEqualTo("active");
        assertThat(read.getString("source")).isEqualTo("api");
        assertThat(read.getString("timeout")).isEqualTo("15s");
        assertThat(read.getInteger("permits")).isEqualTo(16);
        assertThat(read.getValue("rate_limit")).isNull();
        assertThat(read.getJsonArray("events")).isEqualTo(new JsonArray().add("*"));
        assertThat(read.getJsonArray("schedule").getString(1)).isEqualTo("5s");
        assertThat(read.getJsonObject("health").getJsonObject("breaker").getString("state"))
                .isEqualTo("closed");
    }

    @Test
    void theListHoldsTheFilesEndpointsAndTheTenantsOwn() {
        String id = world.made(world.shop.at("/listed")).getString("id");
        var data = world.acme().get("/v1/webhooks").json().getJsonArray("data");
        var ids = data.stream().map(one -> ((JsonObject) one).getString("id")).toList();
        assertThat(ids).startsWith("shop").contains(id);
        assertThat(data.getJsonObject(0).getString("source")).isEqualTo("file");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        var body = new JsonObject()
                .put("url", "ftp://acme.example")
                .put("events", new JsonArray().add("Session Completed"))
                .put("permits", 0)
                .put("timeout", "90s")
                .put("rate_limit", 5000)
                .put("schedule", new JsonArray().add("5s"))
                .put("secret", "short")
                .put("colour", "red")
                .put(
                        "headers",
                        new JsonArray().add(new JsonObject().put("name", "Host").put("value", "x")));
        var answer = world.acme().post("/v1/webhooks", body).isProblem(400, "BAD_VALUE");
        assertThat(answer.json().getJsonArray("error_messages"))
                .extracting(message -> message.toString().split(" ", 2)[0])
                .containsExactlyInAnyOrder(
                        "url",
                        "events",
                        "permits",
                        "timeout",
                        "rate_limit",
                        "schedule",
                        "secret",
                        "colour",
                        "headers[0].name");
    }

    @Test
    void aUrlIntoOurOwnNetworkIsRefused() {
        for (String url : new String[] {"https://10.0.0.1/", "https://169.254.169.254/latest", "https://0x7f.1/"}) {
            world.acme().post("/v1/webhooks", new JsonObject().put("url", url)).isProblem(400, "BAD_VALUE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankUrlIsAMissingOne(String blank) {
        var answer = world.acme().post("/v1/webhooks?preflight=false", new JsonObject().put("url", blank));
        assertThat(answer.isProblem(400, "BAD_VALUE").message()).startsWith("url is missing");
    }

    @Test
    void aUrlWithAPortThatThereIsNotIsRefused() {
        var answer = world.acme().post("/v1/webhooks", new JsonObject().put("url", "https://shop.example:70000/hooks"));

        answer.isProblem(400, "BAD_VALUE");
        assertThat(answer.message()).startsWith("url must be an absolute URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankSecretIsNotReplacedByAnother(String blank) {
        String id = world.made(world.shop.at("/blank")).getString("id");
        var body = new JsonObject().put("secret", blank);

        world.acme()
                .post("/v1/webhooks?preflight=false", body.copy().put("url", world.shop.at("/blank")))
                .isProblem(400, "BAD_VALUE");
        world.acme().post("/v1/webhooks/" + id + "/rotate-secret", body).isProblem(400, "BAD_VALUE");
    }

    @Test
    void parametersThatNobodyKnowsOrThatStandTwiceAreRefused() {
        String id = world.made(world.shop.at("/query")).getString("id");

        world.acme().get("/v1/webhooks?status=paused").isProblem(400, "BAD_VALUE");
        world.acme().get("/v1/webhooks/" + id + "?limit=1").isProblem(400, "BAD_VALUE");
        world.acme()
                .post(
                        "/v1/webhooks?preflight=required&preflight=false",
                        new JsonObject().put("url", world.shop.at("/query")))
                .isProblem(400, "BAD_VALUE");
    }

    @Test
    void whatIsNoJsonObjectIsRefused() {
        for (String body : new String[] {"[]", "{", "\"x\"", "null", ""}) {
            world.acme().post("/v1/webhooks", body).isProblem(400, "BAD_VALUE");
        }
    }

    @Test
    void aChangeKeepsWhatItDoesNotNameAndNullMeansTheDefault() {
        var made = world.made(
                world.shop.at("/changed"),
                token("t-1").put("description", "first").put("permits", 4).put("timeout", "3s"));
        var changed = patch(
                        made.getString("id"),
                        new JsonObject().put("description", "second").putNull("timeout"))
                .json();
        assertThat(changed.getString("description")).isEqualTo("second");
        assertThat(changed.getString("timeout")).isEqualTo("15s");
        assertThat(changed.getInteger("permits")).isEqualTo(4);
        assertThat(changed.getString("url")).isEqualTo(made.getString("url"));
        assertThat(changed.getString("version")).isNotEqualTo(made.getString("version"));
    }

    @Test
    void aHeaderWithoutAValueKeepsTheOneItHas() {
        String id = world.made(world.shop.at("/token"), token("t-secret-1")).getString("id");
        var names = new JsonObject().put("headers", new JsonArray().add(new JsonObject().put("name", "x-token")));
        assertThat(patch(id, names).status()).isEqualTo(200);
        world.acme().post("/v1/webhooks/" + id + "/ping", "");
        assertThat(world.shop.pings("/token").get(0).header("x-token")).isEqualTo("t-secret-1");
        assertThat(world.acme().get("/v1/webhooks/" + id).text())
                .doesNotContain("t-secret-1")
                .contains("x-token");
    }

    @Test
    void aBadChangeChangesNothing() {
        var made = world.made(world.shop.at("/bad-change"));
        String id = made.getString("id");
        patch(id, new JsonObject().put("permits", 9999)).isProblem(400, "BAD_VALUE");
        patch(id, new JsonObject().putNull("url")).isProblem(400, "BAD_VALUE");
        patch(id, new JsonObject().put("url", "")).isProblem(400, "BAD_VALUE");
        patch(id, new JsonObject().put("url", " ")).isProblem(400, "BAD_VALUE");
        patch(id, new JsonObject().put("secret", "whsec_x")).isProblem(400, "BAD_VALUE");
        patch(id, new JsonObject().put("status", "paused")).isProblem(400, "BAD_VALUE");
        made.remove("secret");
        assertThat(world.read(id)).isEqualTo(made);
    }

    @Test
    void aChangeOfAnOlderVersionIsRefused() {
        var made = world.made(world.shop.at("/versions"));
        String id = made.getString("id");
        String first = "\"" + made.getString("version") + "\"";
        var change = new JsonObject().put("permits", 2);
        var second = patch(world.acme().with("If-Match", first), id, change);
        assertThat(second.status()).isEqualTo(200);
        patch(world.acme().with("If-Match", first), id, change).isProblem(412, "PRECONDITION_FAILED");
        world.acme().with("If-Match", first).delete("/v1/webhooks/" + id).isProblem(412, "PRECONDITION_FAILED");
        assertThat(world.acme()
                        .with("If-Match", second.header("ETag"))
                        .delete("/v1/webhooks/" + id)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void changesAtTheSameTimeDoNotUndoEachOther() {
        String id = world.made(world.shop.at("/parallel")).getString("id");
        var changes = new JsonObject[] {
            new JsonObject().put("permits", 3),
            new JsonObject().put("timeout", "4s"),
            new JsonObject().put("rate_limit", 5)
        };
        var answers = IntStream.range(0, changes.length)
                .mapToObj(i -> world.acme()
                        .sendAsync("PATCH", "/v1/webhooks/" + id, BodyPublishers.ofString(changes[i].encode())))
                .toList();
        answers.forEach(answer -> assertThat(answer.join().status()).isEqualTo(200));
        var now = world.read(id);
        assertThat(now.getInteger("permits")).isEqualTo(3);
        assertThat(now.getString("timeout")).isEqualTo("4s");
        assertThat(now.getInteger("rate_limit")).isEqualTo(5);
    }

    @Test
    void anotherTenantsEndpointIsAnUnknownOne() {
        String id = world.made(world.shop.at("/private")).getString("id");
        var globex = world.kit.globex();
        var others = globex.get("/v1/webhooks/" + id).isProblem(404, "NOT_FOUND");
        var nobodys = globex.get("/v1/webhooks/we_nobody").isProblem(404, "NOT_FOUND");
        assertThat(others.withoutCorrelation()).isEqualTo(nobodys.withoutCorrelation());
        for (String call : new String[] {"ping", "pause", "resume", "rotate-secret"}) {
            globex.post("/v1/webhooks/" + id + "/" + call, "").isProblem(404, "NOT_FOUND");
        }
        globex.delete("/v1/webhooks/" + id).isProblem(404, "NOT_FOUND");
        patch(globex, id, new JsonObject()).isProblem(404, "NOT_FOUND");
        assertThat(world.read(id).getString("status")).isEqualTo("active");
    }

    @Test
    void aKeyThatMayOnlyReadChangesNothing() {
        String id = world.made(world.shop.at("/scoped")).getString("id");
        var reader = world.kit.nobody().authorized("Bearer hpk_acmehooks_" + KitTenants.HOOKS_ONLY_SECRET);
        assertThat(reader.get("/v1/webhooks/" + id).status()).isEqualTo(200);
        reader.post("/v1/webhooks", "{}").isProblem(403, "FORBIDDEN");
        reader.post("/v1/webhooks/" + id + "/pause", "").isProblem(403, "FORBIDDEN");
        reader.delete("/v1/webhooks/" + id).isProblem(403, "FORBIDDEN");
        patch(reader, id, new JsonObject()).isProblem(403, "FORBIDDEN");
        world.kit.nobody().get("/v1/webhooks").isProblem(401, "UNAUTHORIZED");
    }

    @Test
    void anEndpointInTheFileBelongsToTheFile() {
        patch("shop", new JsonObject().put("permits", 2)).isProblem(409, "CONFLICT");
        world.acme().delete("/v1/webhooks/shop").isProblem(409, "CONFLICT");
        world.acme().post("/v1/webhooks/shop/rotate-secret", "").isProblem(409, "CONFLICT");
        var paused = world.acme()
                .post("/v1/webhooks/shop/pause", "{\"reason\": \"moving\"}")
                .json();
        assertThat(paused.getString("status")).isEqualTo("paused");
        assertThat(paused.getString("paused_reason")).isEqualTo("moving");
        var resumed = world.acme().post("/v1/webhooks/shop/resume", "").json();
        assertThat(resumed.getString("status")).isEqualTo("active");
        assertThat(resumed.getString("source")).isEqualTo("file");
    }

    @Test
    void nothingOfTheSecretsIsReadableInRedis() {
        var made = world.made(world.shop.at("/sealed"), token("t-secret-2").put("description", "a sealed one"));
        String raw = world.redis("HGETALL", world.key("webhooks")).toString();
        assertThat(raw).contains("acme/" + made.getString("id"));
        assertThat(raw).doesNotContain(made.getString("secret").substring(6), "t-secret-2", "a sealed one", "/sealed");
    }
}
