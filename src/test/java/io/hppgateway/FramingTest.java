package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two readers would cut apart differently, and callers that never finish one. */
final class FramingTest {
    private static final String SMUGGLED = "GET /payments/v1/sessions/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start(TestRedis.url(), Map.of("HPP_HTTP_IDLE_TIMEOUT", "3s"));
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    private static RawHttp.Answer send(String head, String body) {
        return RawHttp.send(
                kit.url(),
                "POST /payments/v1/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + KitTenants.ACME_KEY
                        + "\r\n" + head.replace("|", "\r\n") + "\r\n\r\n" + body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5|Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked|Content-Length: 5",
                "Content-Length: 5|Content-Length: 6",
                "Content-Length: 5|Content-Length: 5",
                "Content-Length: 5, 6",
                "Content-Length: +5",
                "Content-Length: -5",
                "Content-Length: 0x5",
                "Content-Length: 5 5",
                "Content-Length : 5",
                "Transfer-Encoding : chunked",
                "X:\0y|Content-Length: 5",
                "Content-Length: 5|Transfer-Encoding: identity",
                "Content-Length: 5|transfer-encoding:\tchunked",
                "Content-Length: 0|Content-Length: 5",
                "Content-Length:",
                "Content-Length: 18446744073709551617",
                "Content-Length: 1e1",
                "Content-Length: 5;a",
                "Content-\0Length: 5",
                "Content-Length\t: 5",
                "X: 1\rContent-Length: 5",
                "X: y| Content-Length: 5| Transfer-Encoding: chunked|Content-Length : 5",
                ": x|Content-Length: 5",
                "X y: 1|Content-Length: 5",
                "Content-Length: 5|Trans\u00e7fer-Encoding: chunked",
                "X|Content-Length: 5",
                "Transfer-Encoding: chunked|Transfer-Encoding: chunked|Content-Length: 5"
            })
    void aRequestWhoseLengthIsInDoubtIs400AndTheConnectionIsClosed(String head) {
        var answer = send(head, "0\r\n\r\n" + SMUGGLED);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error_code\":\"BAD_VALUE\"");
        assertThat(answer.count()).isEqualTo(1);
        assertThat(answer.closed()).isTrue();
        kit.klarna().nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chunked, identity",
                "gzip, chunked",
                "xchunked",
                "identity",
                "chunked|Transfer-Encoding: identity",
                "identity|Transfer-Encoding: chunked",
                "\"chunked\"",
                "chunked;a=b",
                "chun\u212aed",
                "x|  chunked"
            })
    void aTransferCodingThatIsNotChunkedAloneReachesNobodyAsAnotherRequest(String coding) {
        send("Transfer-Encoding: " + coding, "0\r\n\r\n" + SMUGGLED);

        assertThat(kit.klarna().calls("GET", "/payments/v1/sessions/smuggled")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nabc\r\n0\r\n\r\n",
                "-1\r\nabc\r\n0\r\n\r\n",
                "fffffffff\r\nabc",
                "7fffffffffffffffff\r\nabc",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "3\nabc\n0\n\n",
                "3;\n\r\nabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "\r\n3\r\nabc\r\n0\r\n\r\n"
            })
    void aBrokenChunkReachesNobody(String body) {
        var answer = send("Transfer-Encoding: chunked", body);

        assertThat(answer.closed()).isTrue();
        assertThat(answer.status()).isIn(0, 400, 413);
        kit.klarna().nothingArrived();
    }

    @Test
    void anUpgradeToClearTextHttp2IsNotTaken() {
        String upgrade = """
                GET /nowhere HTTP/1.1
                Host: x
                Connection: Upgrade, HTTP2-Settings
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA

                """;
        var answer = RawHttp.send(kit.url(), upgrade.replace("\n", "\r\n"));

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void headersLargerThanAnybodyNeedsAre431() {
        var answer = send("X-Big: " + "a".repeat(9000), "");

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.body()).contains("\"error_code\":\"REQUEST_HEADERS_TOO_LARGE\"");
        assertThat(answer.closed()).isTrue();
    }

    @Test
    void aLineThatIsNoHttpIs400() {
        var answer = RawHttp.send(kit.url(), "hello <script>alert(1)</script>\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).doesNotContain("script");
        assertThat(answer.closed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /payments/v1/sessions HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                "POST /payments/v1/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\nContent-Length: 100\r\n\r\n{"
            })
    void aCallerThatFallsSilentInTheMiddleIsCutOff(String start) throws IOException {
        var url = URI.create(kit.url());
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            // Less than the time for a request as a whole: it is its silence that ends it.
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(start.replace("KEY", KitTenants.ACME_KEY).getBytes(StandardCharsets.UTF_8));
            long began = System.nanoTime();

            socket.getInputStream().readAllBytes();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(2));
            kit.klarna().nothingArrived();
        }
    }

    @Test
    void aCallerThatAsksBeforeItSendsIsToldToGoOn() {
        String body = GatewayKit.order("SE").encode();
        var answer = RawHttp.send(
                kit.url(),
                "POST /payments/v1/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + KitTenants.ACME_KEY
                        + "\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n"
                        + body);

        assertThat(answer.text()).startsWith("HTTP/1.1 100 Continue").contains("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST http://evil.example/payments/v1/sessions HTTP/1.1",
                "POST http://evil.example:80@127.0.0.1/payments/v1/sessions HTTP/1.1"
            })
    void theHostInARequestLineDecidesNothing(String line) {
        String body = GatewayKit.order("SE").encode();
        var answer = RawHttp.send(
                kit.url(),
                line + "\r\nHost: x\r\nAuthorization: Bearer " + KitTenants.ACME_KEY
                        + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(answer.status()).isIn(200, 400);
        assertThat(kit.klarna().calls()).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /payments/v1/sessions",
                "POST /payments/v1/sessions HTTP/9.9",
                "POST /payments/v1/sessions HTTP/1.1 x",
                "POST  /payments/v1/sessions  HTTP/1.1",
                "POST /payments/v1/ses\0sions HTTP/1.1",
                "PO\tST /payments/v1/sessions HTTP/1.1",
                "PRI * HTTP/2.0",
                "POST * HTTP/1.1",
                "POST /payments/v1/%zz HTTP/1.1",
                "POST /payments/v1/%00 HTTP/1.1",
                "GET /payments/v1/sessions/1?a=% HTTP/1.1",
                "GET /v1/events?after=%zz HTTP/1.1",
                "GET /payments/v1/sessions/\u00e5 HTTP/1.1"
            })
    void aRequestLineThatIsNoneIsAnsweredWithAnErrorOfOurs(String line) {
        var answer = RawHttp.send(kit.url(), line + "\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer.status()).as(answer.text()).isIn(400, 401, 404, 405, 505);
        assertThat(answer.text())
                .containsIgnoringCase("content-type: application/json")
                .contains("error_code");
        kit.klarna().nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\0", "\u0001", "1?a=\u007f", "\u00e5"})
    void aTargetWithWhatNoUrlHasInItReachesNobody(String end) {
        var answer = RawHttp.send(
                kit.url(),
                "GET /payments/v1/sessions/" + end + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + KitTenants.ACME_KEY + "\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        kit.klarna().nothingArrived();
    }

    @Test
    void linesThatEndInANewlineOnlyAreRefused() {
        var answer =
                RawHttp.send(kit.url(), "POST /payments/v1/sessions HTTP/1.1\nHost: x\nContent-Length: 5\n\n0\n\n\nx");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.closed()).isTrue();
        kit.klarna().nothingArrived();
    }

    @Test
    void manyRequestsAtOnceAreAnsweredInTheirOrder() {
        try (var caller = RawConnection.to(kit.url())) {
            for (int i = 0; i < 500; i++) {
                caller.send("GET /nowhere/" + i + " HTTP/1.1|Host: x||");
            }
            String all = caller.send("GET /hpp/v1/sessions/1 HTTP/1.1|Host: x|Connection: close||")
                    .rest();

            assertThat(all.split("HTTP/1\\.1 404", -1)).hasSize(501);
            assertThat(all.indexOf("HTTP/1.1 401")).isGreaterThan(all.lastIndexOf("HTTP/1.1 404"));
        }
    }
}
