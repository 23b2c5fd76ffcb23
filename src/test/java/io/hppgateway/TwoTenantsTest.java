package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Many calls of two tenants at once. */
final class TwoTenantsTest {
    private static final int CREATES = 1000;

    private static final Map<String, String> SETTINGS = Map.of(
            "HPP_KLARNA_RESPONSE_TIMEOUT",
            "30s",
            // All of them at once.
            "HPP_UPSTREAM_TENANT_IN_FLIGHT",
            Integer.toString(CREATES));

    @Test
    void credentialsAndAnswersNeverMixUnder1000InterleavedCreates() {
        try (var kit = GatewayKit.start(TestRedis.url(), SETTINGS)) {
            var payments = Map.of(
                    "acme", kit.paymentSession(kit.acme(), "SE"), "globex", kit.paymentSession(kit.globex(), "SE"));
            var answers = new ArrayList<CompletableFuture<ApiClient.Answer>>();

            for (int i = 0; i < CREATES; i++) {
                String tenant = tenantOf(i);
                var body = GatewayKit.urls("success", "https://shop.example/" + tenant + "/" + i)
                        .put("payment_session_url", payments.get(tenant));
                var caller = i % 2 == 0 ? kit.acme() : kit.globex();
                answers.add(caller.postAsync("/hpp/v1/sessions", body.encode()));
            }

            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
            everyCallHadItsTenantsCredentials(kit.klarna().calls("POST", "/hpp/v1/sessions"));
            everyAnswerBelongsToItsTenant(kit, answers);
        }
    }

    private static String tenantOf(int i) {
        return i % 2 == 0 ? "acme" : "globex";
    }

    private static void everyCallHadItsTenantsCredentials(List<JsonObject> calls) {
        assertThat(calls).hasSize(CREATES);
        var seen = new HashMap<String, Integer>();
        for (var call : calls) {
            var urls = call.getJsonObject("body").getJsonObject("merchant_urls");
            String tenant = urls.getString("success").split("/", -1)[3];
            boolean acme = tenant.equals("acme");
            assertThat(call.getString("username")).isEqualTo(acme ? "PK_acme" : "PK_globex_eu");
            assertThat(call.getString("password"))
                    .isEqualTo(acme ? KitTenants.ACME_PASSWORD : KitTenants.GLOBEX_EU_PASSWORD);
            assertThat(urls.getString("status_update")).contains("/callbacks/v1/" + tenant + "/");
            seen.merge(tenant, 1, Integer::sum);
        }
        assertThat(seen).containsOnly(Map.entry("acme", CREATES / 2), Map.entry("globex", CREATES / 2));
    }

    private static void everyAnswerBelongsToItsTenant(
            GatewayKit kit, List<CompletableFuture<ApiClient.Answer>> answers) {
        var merchants = new HashMap<String, String>();
        kit.klarna().sessions().forEach(s -> merchants.put(s.getString("session_id"), s.getString("merchant")));
        for (int i = 0; i < CREATES; i++) {
            var answer = answers.get(i).join();
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            String session = answer.json().getString("session_id");
            assertThat(merchants.get(session)).isEqualTo(i % 2 == 0 ? "acme" : "globex-eu");
        }
        // And a record is nobody else's: a few of them, asked for by both.
        for (int i = 0; i < 10; i++) {
            String path = "/hpp/v1/sessions/" + answers.get(i).join().json().getString("session_id");
            assertThat(kit.acme().get(path).status()).isEqualTo(i % 2 == 0 ? 200 : 404);
            assertThat(kit.globex().get(path).status()).isEqualTo(i % 2 == 0 ? 404 : 200);
        }
    }
}
