package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies on their way through: while they arrive, as fast as they are taken, whole or not at all. */
final class StreamingTest {
    private static final String ORDERS = "/ordermanagement/v1/orders/1";
    private static StreamUpstream klarna;
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        klarna = new StreamUpstream();
        kit = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", klarna.url()));
    }

    @AfterAll
    static void close() {
        kit.close();
        klarna.close();
    }

    private static String head(String methodAndPath, String more) {
        return methodAndPath + " HTTP/1.1|Host: x|Authorization: Bearer " + KitTenants.ACME_KEY + "|" + more + "||";
    }

    private static void ok(StreamUpstream.Seen seen) {
        seen.atEnd(() -> seen.request().response().end("done"));
    }

    @Test
    void aBodyGoesOnBeforeItsEndHasCome() {
        klarna.answers(StreamingTest::ok);
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("PATCH " + ORDERS + "/authorization", "Content-Length: 10") + "01234");

            Awaitility.await().until(() -> klarna.one().body().equals("01234"));
            assertThat(klarna.one().ended()).isFalse();
            caller.send("56789");

            assertThat(caller.until("done")).contains("200 OK");
            assertThat(klarna.one().body()).isEqualTo("0123456789");
            assertThat(klarna.one().headers().get("Content-Length")).isEqualTo("10");
        }
    }

    @Test
    void anAnswerGoesOnBeforeItsEndHasCome() {
        klarna.answers(seen -> seen.request().response().setChunked(true).write("first,"));
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("GET " + ORDERS, "X: 1"));

            assertThat(caller.until("first,")).contains("transfer-encoding: chunked");
            klarna.one().request().response().end("last");

            assertThat(caller.until("0\r\n\r\n")).contains("last");
        }
    }

    @Test
    void aChunkedBodyStaysChunkedAndItsTrailersStayBehind() {
        klarna.answers(StreamingTest::ok);
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("PUT " + ORDERS, "Transfer-Encoding: chunked|Trailer: Authorization")
                    + "3|abc|2|de|0|Authorization: Basic smuggled|X: 1||");

            assertThat(caller.until("done")).contains("200 OK");
        }
        assertThat(klarna.one().body()).isEqualTo("abcde");
        assertThat(klarna.one().headers().get("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(klarna.one().headers().get("Authorization")).doesNotContain("smuggled");
        assertThat(klarna.one().headers().contains("Content-Length")).isFalse();
    }

    @Test
    void anAnswersTrailersStayBehindAndItsBodyComesWhole() {
        klarna.answers(seen -> {
            var response = seen.request().response().setChunked(true).putHeader("Trailer", "Set-Cookie");
            response.write("abc");
            response.putTrailer("Set-Cookie", "a=b").end("de");
        });

        var answer = kit.acme().get(ORDERS);

        assertThat(answer.text()).isEqualTo("abcde");
        assertThat(answer.header("Trailer")).isEmpty();
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "PATCH", "GET", "OPTIONS"})
    void anyVerbMayHaveABody(String method) {
        klarna.answers(StreamingTest::ok);

        kit.acme().send(method, ORDERS, BodyPublishers.ofString("{\"a\":1}"));

        assertThat(klarna.one().request().method().name()).isEqualTo(method);
        assertThat(klarna.one().body()).isEqualTo("{\"a\":1}");
    }

    @Test
    void aRequestWithoutABodyGetsNone() {
        klarna.answers(StreamingTest::ok);

        kit.acme().get(ORDERS);

        assertThat(klarna.one().headers().contains("Content-Length")).isFalse();
        assertThat(klarna.one().headers().contains("Transfer-Encoding")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"201", "204", "205", "304", "404", "500"})
    void anAnswerWithoutABodyHasNone(String status) {
        klarna.answers(seen -> seen.request()
                .response()
                .setStatusCode(Integer.parseInt(status))
                .putHeader("Refund-Id", "7")
                .putHeader("x-ratelimit-remaining", "3")
                .end());
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("GET " + ORDERS, "X: 1")).until("\r\n\r\n");
            // Whatever the length was said to be, the next answer starts right behind.
            String both =
                    caller.send(head("GET " + ORDERS, "Connection: close")).rest();

            assertThat(both.split("HTTP/1\\.1 " + status, -1)).hasSize(3);
            assertThat(both).endsWith("\r\n\r\n").contains("Refund-Id: 7").contains("x-ratelimit-remaining: 3");
        }
    }

    @Test
    void aPackedAnswerStaysPacked() throws IOException {
        byte[] packed = gzip("{\"order_id\":\"1\"}");
        klarna.answers(seen ->
                seen.request().response().putHeader("Content-Encoding", "gzip").end(Buffer.buffer(packed)));

        var answer = kit.acme().with("Accept-Encoding", "gzip").get(ORDERS);

        assertThat(answer.http().body()).isEqualTo(packed);
        assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(packed.length));
        assertThat(klarna.one().headers().get("Accept-Encoding")).isEqualTo("gzip");
    }

    private static byte[] gzip(String text) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)).transferTo(gzip);
        }
        return packed.toByteArray();
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIs413AndNothingIsSent() {
        klarna.answers(StreamingTest::ok);
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("POST " + ORDERS + "/captures", "Expect: 100-continue|Content-Length: 1048577"));

            assertThat(caller.rest()).startsWith("HTTP/1.1 413").contains("\"REQUEST_TOO_LARGE\"");
        }
        assertThat(klarna.seen()).isEmpty();
    }

    @Test
    void aBodyThatBecomesTooLargeIs413AndNeverEndsAtKlarna() {
        klarna.answers(StreamingTest::ok);
        String chunk = "40000|" + "x".repeat(0x40000) + "|";
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("POST " + ORDERS + "/captures", "Transfer-Encoding: chunked") + chunk.repeat(5));

            assertThat(caller.until("\r\n\r\n")).startsWith("HTTP/1.1 413");
        }
        Awaitility.await().until(() -> klarna.one().cut());
        assertThat(klarna.one().ended()).isFalse();
        assertThat(klarna.one().body().length()).isLessThanOrEqualTo(1 << 20);
    }

    @Test
    void aBodyOfTheLargestSizePasses() {
        klarna.answers(StreamingTest::ok);

        var answer = kit.acme().post(ORDERS + "/captures", "x".repeat(1 << 20));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(klarna.one().body()).hasSize(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 50", "Transfer-Encoding: chunked"})
    void anAnswerThatBreaksOffInItsMiddleIsCutAndNotEnded(String framing) {
        klarna.answers(seen -> {
            var response = seen.request().response();
            if (framing.startsWith("C")) {
                response.putHeader("Content-Length", "50");
            } else {
                response.setChunked(true);
            }
            response.write("a part")
                    .onSuccess(sent -> seen.request().connection().close());
        });
        try (var caller = RawConnection.to(kit.url())) {
            String got = caller.send(head("GET " + ORDERS, "X: 1")).rest();

            assertThat(got).startsWith("HTTP/1.1 200").contains("a part").doesNotContain("\r\n0\r\n\r\n");
        }
    }

    @Test
    void anAnswerThatBreaksOffBeforeItsBodyIs502() {
        klarna.answers(seen -> seen.request()
                .response()
                .putHeader("Content-Length", "50")
                .putHeader("Klarna-Only", "1")
                .writeHead()
                .onSuccess(sent -> seen.request().connection().close()));

        var answer = kit.acme().get(ORDERS).isProblem(502, "BAD_GATEWAY");

        assertThat(answer.header("Klarna-Only")).isEmpty();
    }

    @Test
    void anAnswerThatIsTooLargeIs502OrCut() {
        klarna.answers(seen -> seen.request().response().end("x".repeat((2 << 20) + 1)));
        kit.acme().get(ORDERS).isProblem(502, "BAD_GATEWAY");

        klarna.answers(seen -> {
            var response = seen.request().response().setChunked(true);
            for (int i = 0; i < 3; i++) {
                response.write("x".repeat(1 << 20));
            }
        });
        try (var caller = RawConnection.to(kit.url())) {
            String got = caller.send(head("GET " + ORDERS, "X: 1")).rest();

            assertThat(got.length()).isLessThan((2 << 20) + 100_000);
            assertThat(got).doesNotContain("\r\n0\r\n\r\n");
        }
        Awaitility.await().until(() -> klarna.one().cut());
    }

    @Test
    void aCallerThatLeavesInItsBodyIsNotTakenForOneThatEndedIt() {
        klarna.answers(StreamingTest::ok);
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("POST " + ORDERS + "/captures", "Content-Length: 100") + "{\"a\"");
            Awaitility.await().until(() -> klarna.one().body().equals("{\"a\""));
        }

        Awaitility.await().until(() -> klarna.one().cut());
        assertThat(klarna.one().ended()).isFalse();
    }

    @Test
    void aCallerThatLeavesInTheAnswerFreesKlarna() {
        klarna.answers(seen -> seen.request().response().setChunked(true).write("first"));
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("GET " + ORDERS, "X: 1")).until("first");
        }

        Awaitility.await().until(() -> klarna.one().cut());
    }

    @Test
    void aReaderThatStopsHoldsKlarnaBackAndLosesNothing() {
        boolean held = false;
        // What the system's own buffers take is not always the same, and now and then it is all there is.
        for (int i = 0; i < 10 && !held; i++) {
            held = isHeldBackByOneThatStops();
        }
        assertThat(held).isTrue();
    }

    private boolean isHeldBackByOneThatStops() {
        int size = (2 << 20) - 1;
        var sent = new AtomicLong();
        klarna.answers(seen -> {
            seen.request().response().putHeader("Content-Length", Integer.toString(size));
            pump(seen, sent, size);
        });
        try (var caller = RawConnection.to(kit.url(), 4096)) {
            caller.send(head("GET " + ORDERS, "Connection: close"));
            var before = new AtomicLong();
            Awaitility.await().pollInterval(Duration.ofMillis(500)).until(() -> {
                long now = sent.get();
                return now > 0 && before.getAndSet(now) == now;
            });
            assertThat(kit.nobody().get("/hpp/v1/sessions/1").status()).isEqualTo(401);
            boolean held = sent.get() < size;

            String got = caller.rest();

            assertThat(got.length() - got.indexOf("\r\n\r\n") - 4).isEqualTo(size);
            return held;
        }
    }

    private static void pump(StreamUpstream.Seen seen, AtomicLong sent, int size) {
        var response = seen.request().response();
        while (sent.get() < size && !response.writeQueueFull()) {
            int next = (int) Math.min(8192, size - sent.get());
            sent.addAndGet(next);
            response.write("x".repeat(next));
        }
        if (sent.get() < size) {
            response.drainHandler(drained -> pump(seen, sent, size));
        } else {
            response.end();
        }
    }

    @Test
    void anAnswerBeforeTheEndOfTheRequestIsTheLastOfItsConnection() {
        klarna.answers(seen -> seen.request().response().setStatusCode(403).end("no"));
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("POST " + ORDERS + "/captures", "Content-Length: 100") + "{");

            assertThat(caller.rest()).startsWith("HTTP/1.1 403").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void whoAsksBeforeItSendsIsToldToGoOnOnlyWhenItMay() {
        klarna.answers(StreamingTest::ok);
        String asks = "Expect: 100-continue|Content-Length: 2";
        try (var caller = RawConnection.to(kit.url())) {
            caller.send(head("POST " + ORDERS + "/captures", asks)).until("100 Continue");
            assertThat(caller.send("{}").until("done")).contains("200 OK");
        }
        assertThat(klarna.one().headers().contains("Expect")).isFalse();
        try (var stranger = RawConnection.to(kit.url())) {
            stranger.send(head("POST " + ORDERS + "/captures", asks).replace("Bearer", "Basic x"));

            assertThat(stranger.rest()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void severalRequestsInARowShareAConnection() {
        klarna.answers(StreamingTest::ok);
        try (var caller = RawConnection.to(kit.url())) {
            String post = head("POST " + ORDERS + "/captures", "Content-Length: 2") + "{}";
            String got = caller.send(
                            post + head("GET " + ORDERS, "X: 1") + post + head("GET " + ORDERS, "Connection: close"))
                    .rest();

            assertThat(got.split("HTTP/1\\.1 200 OK", -1)).hasSize(5);
        }
    }

    @Test
    void anOldCallerGetsAnUnchunkedAnswer() {
        klarna.answers(seen -> {
            seen.request().response().setChunked(true).write("one,");
            seen.request().response().end("two");
        });
        try (var caller = RawConnection.to(kit.url())) {
            String got = caller.send(head("GET " + ORDERS, "X: 1").replace("HTTP/1.1", "HTTP/1.0"))
                    .rest();

            assertThat(got).contains("200 OK").endsWith("\r\n\r\none,two").doesNotContainIgnoringCase("chunked");
        }
    }
}
