package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.contract.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the admin API answers, held against the contract of the management port. */
final class AdminContractTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    private static Stream<Operation> guarded() {
        return Contracts.MANAGEMENT.contract().operations().stream()
                .filter(operation -> operation.path().startsWith("/admin/"));
    }

    @Test
    void everyOperationSucceedsAsTheContractSays() {
        var succeeded = new ConcurrentSkipListSet<String>();
        var operator = kit.admin().seenBy((method, uri, answer) -> {
            Contracts.MANAGEMENT.judge(method, uri, answer);
            if (answer.status() < 300) {
                Contracts.MANAGEMENT
                        .operation(method, URI.create(uri).getRawPath())
                        .ifPresent(operation -> succeeded.add(operation.id()));
            }
        });

        String tenant = tenant(operator);
        keys(operator, tenant + "/keys");
        webhooks(operator, tenant + "/webhooks");
        platformKeys(operator);
        operator.post(tenant + "/suspend", "");
        operator.delete(tenant);
        operator.get("/admin/v1/tenants");
        operator.get("/admin/v1/audit?limit=500");

        assertThat(succeeded).containsAll(guarded().map(Operation::id).toList());
    }

    private static JsonObject account(String id) {
        return new JsonObject()
                .put("id", id)
                .put("base_url", kit.klarna().url())
                .put("username", "PK_acme")
                .put("password", KitTenants.ACME_PASSWORD);
    }

    private static String tenant(ApiClient operator) {
        String tenant = "/admin/v1/tenants/initech";
        operator.post(
                "/admin/v1/tenants",
                new JsonObject()
                        .put("id", "initech")
                        .put("name", "Initech")
                        .put("accounts", new JsonArray().add(account("main"))));
        operator.get(tenant);
        operator.get("/admin/v1/tenants/acme");
        operator.send(
                "PATCH",
                tenant,
                BodyPublishers.ofString("{\"name\": \"Initech AB\", \"limits\": {\"creates_per_second\": 5}}"));
        operator.post(tenant + "/suspend", "");
        operator.post(tenant + "/resume", "");
        operator.post(tenant + "/accounts", account("more"));
        operator.get(tenant + "/accounts");
        operator.get(tenant + "/accounts/more");
        operator.send("PATCH", tenant + "/accounts/more", BodyPublishers.ofString("{\"markets\": [\"SE\"]}"));
        operator.post(tenant + "/accounts/more/test", "");
        operator.delete(tenant + "/accounts/more");
        return tenant;
    }

    private static void keys(ApiClient operator, String keys) {
        String key = keys + "/"
                + operator.post(keys, "{\"name\": \"a\", \"expires_in\": \"1d\"}")
                        .json()
                        .getString("id");
        operator.get(keys);
        operator.get(key);
        operator.send("PATCH", key, BodyPublishers.ofString("{\"name\": \"b\"}"));
        operator.delete(key);
    }

    private static void webhooks(ApiClient operator, String hooks) {
        String hook = hooks + "/"
                + operator.post(hooks, new JsonObject().put("url", kit.hooks().url() + "/initech"))
                        .json()
                        .getString("id");
        operator.get(hooks);
        operator.get(hook);
        operator.send("PATCH", hook, BodyPublishers.ofString("{\"permits\": 2}"));
        for (String call : List.of("ping", "rotate-secret", "pause", "resume")) {
            operator.post(hook + "/" + call, "");
        }
        operator.delete(hook);
    }

    private static void platformKeys(ApiClient operator) {
        String keys = "/admin/v1/platform-keys";
        String key = keys + "/"
                + operator.post(keys, "{\"tenants\": [\"*\"]}").json().getString("id");
        operator.get(keys);
        operator.get(key);
        operator.send("PATCH", key, BodyPublishers.ofString("{\"tenants\": [\"acme\"]}"));
        operator.delete(key);
    }

    @TestFactory
    Stream<DynamicTest> withATenantsKeyEveryOperationIs401() {
        var tenant = ApiClient.of(kit.managementUrl()).authorized("Bearer " + KitTenants.ACME_KEY);
        return guarded()
                .map(operation ->
                        DynamicTest.dynamicTest(operation.id(), () -> refused(tenant, operation, 401, "UNAUTHORIZED")));
    }

    @TestFactory
    Stream<DynamicTest> anUnknownIdIs404AsTheContractSays() {
        return guarded()
                .filter(operation -> !operation.parametersIn("path").isEmpty())
                .map(operation -> DynamicTest.dynamicTest(
                        operation.id(), () -> refused(kit.admin(), operation, 404, "NOT_FOUND")));
    }

    private static void refused(ApiClient client, Operation operation, int status, String code) {
        String path = operation.path().replaceAll("\\{[^}]+}", "unknown-1");
        String body = operation.id().equals("changePlatformKey") ? "{\"name\": \"x\"}" : "{}";
        var answer = client.send(operation.verb(), path, BodyPublishers.ofString(body));
        answer.isProblem(status, code);
        assertThat(Contracts.MANAGEMENT.faults(operation.verb(), path, answer)).isEmpty();
    }
}
