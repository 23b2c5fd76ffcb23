package io.hppgateway.admin.events;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.bound.Bound;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrivals;
import io.hppgateway.testkit.EventReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamApiTest {
    private final Vertx vertx = Vertx.vertx();
    private final ViewKit kit = new ViewKit(vertx, ViewKit.QUICK);

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?after="})
    void aStreamBeginsWithWhatComesFromNowOn(String query) {
        kit.accept("s1", "k1", "IN_PROGRESS", 1);
        try (var stream = open(query)) {
            String second = kit.accept("s1", "k2", "COMPLETED", 2).eventId();
            await().until(() -> stream.events().size() == 1);
            var event = stream.events().get(0);
            assertThat(event.type()).isEqualTo("session.completed");
            assertThat(event.data()).isEqualTo(kit.get("/v1/events/" + second).json());
        }
    }

    @Test
    void aStreamBehindACursorBeginsThere() {
        kit.accept("s1", "k1", "IN_PROGRESS", 1);
        String cursor = kit.get("/v1/events").json().getString("next");
        String second = kit.accept("s1", "k2", "COMPLETED", 2).eventId();
        try (var all = open("?after=0-0");
                var rest = open("?after=" + cursor)) {
            await().until(() -> all.events().size() == 2);
            await().until(() -> rest.events().size() == 1);
            assertThat(rest.events().get(0).data().getString("id")).isEqualTo(second);
        }
    }

    @Test
    void lastEventIdWinsOverTheCursorOfTheUrl() {
        kit.accept("s1", "k1", "IN_PROGRESS", 1);
        String cursor = kit.get("/v1/events").json().getString("next");
        String second = kit.accept("s1", "k2", "COMPLETED", 2).eventId();
        var request = kit.request("acme", "/v1/events/stream?after=0-0")
                .header("Last-Event-ID", cursor)
                .build();
        try (var stream = EventReader.open(request)) {
            await().until(() -> !stream.events().isEmpty());
            assertThat(ids(stream)).containsExactly(second);
        }
    }

    @Test
    void aReaderThatIsCutAgainAndAgainMissesNothingAndGetsNothingTwice() {
        int count = 600;
        var accepting = acceptSlowly(count);
        var got = new ArrayList<String>();
        String last = "0-0";
        int streams = 0;
        while (got.size() < count) {
            var request = kit.request("acme", "/v1/events/stream")
                    .header("Last-Event-ID", last)
                    .build();
            int some = 7 + streams * 13 % 60;
            try (var stream = EventReader.open(request)) {
                int wanted = Math.min(some, count - got.size());
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> stream.events().size() >= wanted);
                // Cut anywhere: what was taken counts, the rest did not come.
                var read = List.copyOf(stream.events().subList(0, wanted));
                read.forEach(event -> got.add(event.data().getString("id")));
                last = read.get(read.size() - 1).id();
            }
            streams++;
        }
        await(accepting);
        System.out.printf("%d events over %d streams, none missing, none twice%n", got.size(), streams);
        assertThat(streams).isGreaterThan(10);
        assertThat(got).isEqualTo(walked(count));
    }

    @Test
    void aStreamUnderManyAcceptsSendsEachEventOnceInOrder() {
        int count = 500;
        try (var stream = open("?after=0-0")) {
            await(acceptSlowly(count));
            await().until(() -> stream.events().size() >= count);
            assertThat(ids(stream)).isEqualTo(walked(count));
        }
    }

    @Test
    void aFilterHoldsAndTheHeartbeatTellsWhereToResume() {
        try (var stream = open("?type=session.completed")) {
            kit.accept("s1", "k1", "IN_PROGRESS", 1);
            String next = kit.get("/v1/events").json().getString("next");
            await().until(() -> stream.lastId().equals(next));
            assertThat(stream.events()).isEmpty();
            await().until(() -> stream.beats() > 1);
        }
    }

    @Test
    void anotherTenantHearsNothing() {
        var request = kit.request(ViewKit.OTHER, "/v1/events/stream?after=0-0").build();
        try (var stream = EventReader.open(request);
                var own = open("?after=0-0")) {
            kit.accept("s1", "k1", "COMPLETED", 1);
            await().until(() -> own.events().size() == 1);
            int beats = stream.beats();
            await().until(() -> stream.beats() > beats);
            assertThat(stream.events()).isEmpty();
        }
    }

    @Test
    void oneMoreThanTheLimitIsRefusedUntilOneEnds() {
        try (var first = open("");
                var second = open("");
                var third = open("")) {
            var refused = kit.get("/v1/events/stream");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.faults().get(0)).contains("At most 3 event streams");
            assertThat(kit.reached(Bound.EVENT_STREAMS)).isEqualTo(1);
            first.leave();
            await().untilAsserted(() -> open("").close());
            assertThat(second.isOver() || third.isOver()).isFalse();
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOff() throws IOException {
        for (int i = 0; i < 400; i++) {
            kit.accept(ViewKit.large("s" + i, "k" + i, 60_000), "a");
        }
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), kit.port()));
            socket.getOutputStream()
                    .write(("GET /v1/events/stream?after=0-0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + ViewKit.key("acme") + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            // Its place is free again although it never closed: it was cut off.
            try (var second = open("");
                    var third = open("")) {
                await().untilAsserted(() -> open("").close());
                assertThat(second.isOver() || third.isOver()).isFalse();
            }
            long got = drain(socket.getInputStream());
            System.out.printf("a stalled reader got %d KiB of 24000 before it was cut%n", got / 1024);
            assertThat(got).isLessThan(12_000_000L);
            assertThat(kit.reached(Bound.STREAM_READER)).isEqualTo(1);
        }
    }

    @Test
    void closingEndsEveryStreamInGoodOrder() {
        try (var stream = open("")) {
            await(kit.streams.close());
            await().until(stream::isOver);
            assertThat(kit.get("/v1/events/stream").status()).isEqualTo(503);
        }
    }

    private static long drain(InputStream in) {
        long sum = 0;
        try {
            var chunk = new byte[65536];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                sum += n;
            }
        } catch (IOException e) {
            // A reset ends it as well.
        }
        return sum;
    }

    private EventReader open(String query) {
        return EventReader.open(kit.request("acme", "/v1/events/stream" + query).build());
    }

    private static List<String> ids(EventReader stream) {
        return stream.events().stream()
                .map(event -> event.data().getString("id"))
                .toList();
    }

    private List<String> walked(int count) {
        var ids = new ArrayList<String>();
        String after = "0-0";
        while (ids.size() < count) {
            var page = kit.get("/v1/events?limit=200&after=" + after);
            page.data().forEach(event -> ids.add(event.getString("id")));
            after = page.json().getString("next");
        }
        return ids;
    }

    /** Eight at a time, so that accepting takes a while. */
    private Future<?> acceptSlowly(int count) {
        return Future.all(
                IntStream.range(0, 8).mapToObj(lane -> accept(lane, count)).toList());
    }

    private Future<Acceptance> accept(int i, int count) {
        var arrival = Arrivals.of("acme", "s" + i % 20, "k" + i, "IN_PROGRESS", i);
        var accepted = kit.journal.journal().accept(arrival, List.of());
        return i + 8 < count ? accepted.compose(done -> accept(i + 8, count)) : accepted;
    }
}
