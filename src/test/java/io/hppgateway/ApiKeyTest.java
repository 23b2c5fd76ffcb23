package io.hppgateway;

import static io.hppgateway.ApiClient.base64;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call. */
final class ApiKeyTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    static List<String> refused() {
        return List.of(
                "",
                "Basic",
                "Bearer",
                "Basic !!!",
                "Bearer not-a-key",
                "Digest " + KitTenants.ACME_KEY,
                KitTenants.ACME_KEY,
                "Bearer hpk_acme1_" + KitTenants.GLOBEX_SECRET,
                "Basic " + base64("acme1:wrong"),
                "Basic " + base64("acme1:"),
                "Basic " + base64(":" + KitTenants.ACME_SECRET),
                "Bearer hpk_unknown_" + KitTenants.ACME_SECRET,
                "Bearer hpk_acmeold_" + KitTenants.EXPIRED_SECRET,
                "Basic " + base64("PK_acme:" + KitTenants.ACME_PASSWORD),
                "Bearer " + KitTenants.ACME_KEY + "\u00e9");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whoHasNoValidKeyGets401AndReachesNobody(String authorization) {
        var caller = authorization.isEmpty() ? kit.nobody() : kit.nobody().authorized(authorization);

        var answer =
                caller.post("/payments/v1/sessions", GatewayKit.order("SE")).isProblem(401, "UNAUTHORIZED");

        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=");
        kit.klarna().nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /hpp/v1/sessions",
                "GET /hpp/v1/sessions/1",
                "DELETE /hpp/v1/sessions/1",
                "POST /hpp/v1/sessions/1/distribution",
                "POST /hpp/v1/sessions/1/distribution-module/token",
                "GET /hpp/v1/sessions/1/manual-id-check",
                "GET /payments/v1/sessions/1",
                "POST /payments/v1/authorizations/t/order",
                "POST /checkout/v3/orders",
                "GET /ordermanagement/v1/orders/1",
                "GET /customer-token/v1/tokens/1"
            })
    void noPathOfKlarnaIsOpenWithoutAKey(String methodAndPath) {
        var parts = methodAndPath.split(" ", -1);

        kit.nobody()
                .send(parts[0], parts[1], java.net.http.HttpRequest.BodyPublishers.noBody())
                .isProblem(401, "UNAUTHORIZED");

        kit.klarna().nothingArrived();
    }

    @Test
    void aKeyWithoutTheScopeGets403AndReachesNobody() {
        kit.nobody()
                .authorized("Bearer hpk_acmehooks_" + KitTenants.HOOKS_ONLY_SECRET)
                .post("/payments/v1/sessions", GatewayKit.order("SE"))
                .isProblem(403, "FORBIDDEN");

        kit.klarna().nothingArrived();
    }

    @Test
    void aSuspendedTenantGets403AndReachesNobody() {
        kit.nobody()
                .authorized("Bearer hpk_sleepy1_" + KitTenants.SUSPENDED_SECRET)
                .post("/payments/v1/sessions", GatewayKit.order("SE"))
                .isProblem(403, "FORBIDDEN");

        kit.klarna().nothingArrived();
    }

    static List<String> accepted() {
        return List.of(
                "Basic " + base64("acme1:" + KitTenants.ACME_SECRET),
                "Basic " + KitTenants.ACME_KEY,
                "Basic " + base64(KitTenants.ACME_KEY),
                "Bearer " + KitTenants.ACME_KEY,
                "bearer  " + KitTenants.ACME_KEY);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void everyWayOfPresentingAKeyReachesKlarnaWithTheTenantsOwnCredentials(String authorization) {
        var answer = kit.nobody().authorized(authorization).post("/payments/v1/sessions", GatewayKit.order("SE"));

        assertThat(answer.status()).isEqualTo(200);
        var call = kit.klarna().call("POST", "/payments/v1/sessions");
        assertThat(call.getString("username")).isEqualTo("PK_acme");
        assertThat(call.getString("password")).isEqualTo(KitTenants.ACME_PASSWORD);
        assertThat(call.encode()).doesNotContain(KitTenants.ACME_SECRET).doesNotContain("hpk_");
    }

    @Test
    void headersThatAreForTheGatewayDoNotReachKlarnaAndTheCallersOwnDo() {
        kit.acme()
                .with("Cookie", "a=b")
                .with("X-Forwarded-For", "10.0.0.1")
                .with("Hpp-Account", "main")
                .with("User-Agent", "Library/Shop_1.0")
                .with("Klarna-Idempotency-Key", "idem-1")
                .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .post("/payments/v1/sessions", GatewayKit.order("SE"));

        JsonObject headers = kit.klarna().call("POST", "/payments/v1/sessions").getJsonObject("headers");
        assertThat(headers.fieldNames()).doesNotContain("cookie", "x-forwarded-for", "hpp-account");
        assertThat(headers.getString("user-agent")).isEqualTo("Library/Shop_1.0");
        assertThat(headers.getString("klarna-idempotency-key")).isEqualTo("idem-1");
        assertThat(headers.getString("traceparent")).startsWith("00-0af765");
    }
}
