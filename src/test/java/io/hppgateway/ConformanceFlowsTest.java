package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole purchases of a Klarna client that knows nothing of a gateway, and the ways in which such clients speak. */
final class ConformanceFlowsTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    /** Sends a flow's requests, and keeps the answers. */
    private static final class Client {
        private final KlarnaVisit visit;
        private final List<ApiClient.Answer> answers = new ArrayList<>();
        private final List<String> sent = new ArrayList<>();

        Client(KlarnaVisit visit) {
            this.visit = visit;
        }

        ApiClient.Answer send(String method, String path, JsonObject body) {
            var answer = visit.send(method, path, body.isEmpty() ? "" : body.encode());
            sent.add(method + " " + path);
            answers.add(answer);
            return answer;
        }

        ApiClient.Answer get(String path) {
            return send("GET", path, new JsonObject());
        }

        ApiClient.Answer post(String path, JsonObject body) {
            return send("POST", path, body);
        }

        /** What an answer points at, as it stands there: it has to lead to where the client is at home. */
        ApiClient.Answer follow(String url) {
            assertThat(url).startsWith(visit.base() + "/");
            return get(URI.create(url).getPath());
        }
    }

    private static KlarnaVisit direct() {
        String klarna = kit.klarna().url();
        var client =
                ApiClient.of(klarna).authorized("Basic " + ApiClient.base64("PK_acme:" + KitTenants.ACME_PASSWORD));
        return new KlarnaVisit(klarna, client, kit.klarna());
    }

    private static KlarnaVisit through(ApiClient client) {
        return new KlarnaVisit(kit.url(), client, kit.klarna());
    }

    private static ApiClient usual() {
        return kit.nobody().authorized("Basic " + ApiClient.base64("acme1:" + KitTenants.ACME_SECRET));
    }

    private static void same(Consumer<Client> flow) {
        same(usual(), flow);
    }

    private static void same(ApiClient with, Consumer<Client> flow) {
        var there = new Client(direct());
        var here = new Client(through(with));
        flow.accept(there);
        flow.accept(here);
        var sameness = new Sameness(kit.klarna().url(), kit.url());
        assertThat(here.answers).hasSameSizeAs(there.answers).isNotEmpty();
        for (int i = 0; i < here.answers.size(); i++) {
            assertThat(sameness.differences(there.answers.get(i), here.answers.get(i)))
                    .as(here.sent.get(i))
                    .isEmpty();
        }
    }

    private static JsonObject page(String what, String mode) {
        return new JsonObject()
                .put("payment_session_url", "{base}" + what)
                .put("merchant_urls", new JsonObject().put("success", "https://shop.example/?sid={{session_id}}"))
                .put("options", new JsonObject().put("place_order_mode", mode));
    }

    private static void purchase(Client client) {
        String kp = client.post("/payments/v1/sessions", GatewayKit.order("SE"))
                .json()
                .getString("session_id");
        client.get("/payments/v1/sessions/" + kp);
        client.post("/payments/v1/sessions/" + kp, new JsonObject().put("merchant_reference1", "a-1"));
        var made = client.post("/hpp/v1/sessions", page("/payments/v1/sessions/" + kp, "NONE"))
                .json();
        String hpp = made.getString("session_id");
        client.follow(made.getString("session_url"));
        client.post(
                URI.create(made.getString("distribution_url")).getPath(),
                new JsonObject()
                        .put("method", "email")
                        .put("contact_information", new JsonObject().put("email", "a@example.com")));
        client.post(
                URI.create(made.getJsonObject("distribution_module").getString("generation_url"))
                        .getPath(),
                new JsonObject());
        client.post(
                URI.create(made.getString("manual_identification_check_url")).getPath(), new JsonObject());
        String token = client.visit.klarna().act(hpp, "pay").getString("authorization_token");
        var order = client.post("/payments/v1/authorizations/" + token + "/order", GatewayKit.order("SE"));
        client.post("/payments/v1/authorizations/" + token + "/order", GatewayKit.order("SE"));
        client.send("DELETE", "/payments/v1/authorizations/" + token, new JsonObject());
        client.send("DELETE", "/hpp/v1/sessions/" + hpp, new JsonObject());
        manage(client, "/ordermanagement/v1/orders/" + order.json().getString("order_id"));
    }

    private static void manage(Client client, String order) {
        client.get(order);
        client.post(order + "/acknowledge", new JsonObject());
        client.send("PATCH", order + "/merchant-references", new JsonObject().put("merchant_reference2", "å-2"));
        var capture = client.post(order + "/captures", new JsonObject().put("captured_amount", 100_000));
        client.follow(capture.header("Location"));
        client.post(order + "/captures", new JsonObject().put("captured_amount", 100_000));
        client.get(order + "/captures");
        var refund = client.post(order + "/refunds", new JsonObject().put("refunded_amount", 500));
        client.follow(refund.header("Location"));
        client.post(order + "/refunds", new JsonObject().put("refunded_amount", 200_000));
        client.post(order + "/cancel", new JsonObject());
        client.post(order + "/release-remaining-authorization", new JsonObject());
        client.get(order);
    }

    @Test
    void aPurchaseFromThePaymentSessionToTheRefund() {
        same(ConformanceFlowsTest::purchase);
    }

    @Test
    void aSessionThatIsDisabled() {
        same(client -> {
            String hpp = client.post("/hpp/v1/sessions", page("/payments/v1/sessions/{kp}", "NONE"))
                    .json()
                    .getString("session_id");
            client.send("DELETE", "/hpp/v1/sessions/" + hpp, new JsonObject());
            client.get("/hpp/v1/sessions/" + hpp);
            client.post(
                    "/hpp/v1/sessions/" + hpp + "/distribution",
                    new JsonObject()
                            .put("method", "email")
                            .put("contact_information", new JsonObject().put("email", "a@example.com")));
            client.send("DELETE", "/hpp/v1/sessions/" + hpp, new JsonObject());
        });
    }

    @Test
    void anOrderThatKlarnaPlacesAndCapturesByItself() {
        same(client -> {
            String hpp = client.post("/hpp/v1/sessions", page("/payments/v1/sessions/{kp}", "CAPTURE_ORDER"))
                    .json()
                    .getString("session_id");
            String order = client.visit.klarna().act(hpp, "pay").getString("order_id");
            client.get("/ordermanagement/v1/orders/" + order);
            client.post("/ordermanagement/v1/orders/" + order + "/cancel", new JsonObject());
        });
    }

    @Test
    void aCustomerTokenAndAnOrderWithIt() {
        same(client -> {
            var body = new JsonObject()
                    .put("description", "a plan")
                    .put("intended_use", "SUBSCRIPTION")
                    .put("locale", "sv-SE")
                    .put("purchase_country", "SE")
                    .put("purchase_currency", "SEK");
            String token = client.post("/payments/v1/authorizations/{authorization}/customer-token", body)
                    .json()
                    .getString("token_id");
            client.get("/customer-token/v1/tokens/" + token);
            var placed = client.post("/customer-token/v1/tokens/" + token + "/order", GatewayKit.order("SE"));
            client.get("/ordermanagement/v1/orders/" + placed.json().getString("order_id"));
            client.send(
                    "PATCH",
                    "/customer-token/v1/tokens/" + token + "/status",
                    new JsonObject().put("status", "CANCELLED"));
            client.get("/customer-token/v1/tokens/" + token);
            client.post("/customer-token/v1/tokens/" + token + "/order", GatewayKit.order("SE"));
        });
    }

    @Test
    void aCheckoutOrderBehindAHostedPage() {
        same(client -> {
            var made = client.post("/checkout/v3/orders", GatewayKit.order("SE"));
            client.follow(made.header("Location"));
            String order = made.json().getString("order_id");
            client.post("/checkout/v3/orders/" + order, new JsonObject().put("merchant_reference1", "k-1"));
            String hpp = client.post("/hpp/v1/sessions", page("/checkout/v3/orders/" + order, "NONE"))
                    .json()
                    .getString("session_id");
            client.visit.klarna().act(hpp, "pay");
            client.get("/ordermanagement/v1/orders/" + order);
            client.post("/checkout/v3/orders/{kco}/abort", new JsonObject());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic pair", "Basic raw", "Basic encoded", "Bearer raw"})
    void aPurchaseWithTheKeyAsThatClientPresentsIt(String how) {
        String value = switch (how) {
            case "Basic pair" -> "Basic " + ApiClient.base64("acme1:" + KitTenants.ACME_SECRET);
            case "Basic raw" -> "Basic " + KitTenants.ACME_KEY;
            case "Basic encoded" -> "Basic " + ApiClient.base64(KitTenants.ACME_KEY);
            default -> "Bearer " + KitTenants.ACME_KEY;
        };
        same(kit.nobody().authorized(value), ConformanceFlowsTest::purchase);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1|Connection: close",
                "HTTP/1.1|Connection: close\r\nExpect: 100-continue",
                "HTTP/1.1|Connection: close\r\nAccept: */*\r\nUser-Agent: Library/Shop_1.0 OS/Linux",
                "HTTP/1.0|Connection: close",
                "HTTP/1.0|X-Nothing: 1"
            })
    void aRequestAsThatClientWritesIt(String how) {
        var parts = how.split("\\|", -1);
        String body = GatewayKit.order("SE").encode();
        String direct = raw(kit.klarna().url(), parts, "PK_acme:" + KitTenants.ACME_PASSWORD, body);
        String here = raw(kit.url(), parts, "acme1:" + KitTenants.ACME_SECRET, body);

        assertThat(direct).contains("\"session_id\"");
        assertThat(statuses(here)).isEqualTo(statuses(direct)).contains("200");
        assertThat(session(here).fieldNames()).isEqualTo(session(direct).fieldNames());
        assertThat(session(here).getJsonArray("payment_method_categories"))
                .isEqualTo(session(direct).getJsonArray("payment_method_categories"));
    }

    private static String raw(String base, String[] how, String pair, String body) {
        return RawHttp.send(
                        base,
                        "POST /payments/v1/sessions " + how[0] + "\r\nHost: "
                                + URI.create(base).getAuthority() + "\r\nAuthorization: Basic "
                                + ApiClient.base64(pair) + "\r\nContent-Type: application/json\r\n" + how[1]
                                + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                                + body)
                .text();
    }

    private static List<String> statuses(String text) {
        return java.util.regex.Pattern.compile("HTTP/1\\.[01] (\\d{3})")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static JsonObject session(String text) {
        return new JsonObject(text.substring(text.indexOf('{'), text.lastIndexOf('}') + 1));
    }

    @Test
    void aClientThatTakesGzipGetsTheSameFromBoth() throws IOException {
        var gzip = usual().with("Accept-Encoding", "gzip");
        for (String path : List.of("/payments/v1/sessions", "/checkout/v3/orders")) {
            var direct = direct().client().with("Accept-Encoding", "gzip").post(path, GatewayKit.order("SE"));
            var here = gzip.post(path, GatewayKit.order("SE"));

            assertThat(direct.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(here.status()).isEqualTo(direct.status());
            assertThat(plain(here).fieldNames()).isEqualTo(plain(direct).fieldNames());
        }
        var page = new JsonObject().put("payment_session_url", kit.paymentSession(usual(), "SE"));
        var made = gzip.post("/hpp/v1/sessions", page);
        assertThat(made.status()).isEqualTo(201);
        String session = plain(made).getString("session_id");
        var read = gzip.with("Cache-Control", "no-cache").get("/hpp/v1/sessions/" + session);
        assertThat(read.status()).isEqualTo(200);
        assertThat(plain(read).getString("status")).isEqualTo("WAITING");
    }

    private static JsonObject plain(ApiClient.Answer answer) throws IOException {
        byte[] bytes = answer.http().body();
        if (!answer.header("Content-Encoding").equals("gzip")) {
            return answer.json();
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
