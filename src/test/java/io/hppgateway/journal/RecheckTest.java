package io.hppgateway.journal;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hppgateway.http.TraceParent;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** News that come by two ways, Klarna's call and our own question, and when the question is put. */
final class RecheckTest {
    private static final Recheck RECHECK =
            new Recheck(Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofSeconds(30));

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final Journal journal =
            new Journal(kit.link(), kit.names(), TestJournal.box(), JournalSettings.defaults(), RECHECK);

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void klarnasCallAboutWhatWasReadIsNoSecondEvent() {
        var read = read("COMPLETED", 10);
        var call = called("k1", "COMPLETED", 10);
        assertThat(read.known()).isFalse();
        assertThat(call.known()).isTrue();
        assertThat(call.eventId()).isEqualTo(read.eventId());
        assertThat(called("k1", "COMPLETED", 10).eventId()).isEqualTo(read.eventId());
        assertThat(kit.field("acme", "session:s1", "seq")).isEqualTo("1");
    }

    @Test
    void aFinalStatusIsTheSameEventWhateverTimeTheCallTells() {
        var read = read("COMPLETED", 10);
        assertThat(called("k1", "COMPLETED", 9).eventId()).isEqualTo(read.eventId());
        assertThat(called("k2", "COMPLETED", 11).eventId()).isEqualTo(read.eventId());
    }

    @Test
    void whatWasReadAfterTheCallIsNoSecondEvent() {
        var call = called("k1", "IN_PROGRESS", 10);
        assertThat(read("IN_PROGRESS", 10).eventId()).isEqualTo(call.eventId());
        var paid = called("k2", "COMPLETED", 20);
        assertThat(read("COMPLETED", 21).eventId()).isEqualTo(paid.eventId());
    }

    @Test
    void whatWasReadBeforeSomethingNewerCameIsDropped() {
        var newer = called("k1", "FAILED", 20);
        assertThat(read("IN_PROGRESS", 10).eventId()).isEqualTo(newer.eventId());
    }

    @Test
    void twoPodsReadTheSameNewsOnce() {
        assertThat(read("COMPLETED", 10).known()).isFalse();
        assertThat(read("COMPLETED", 10).known()).isTrue();
    }

    @Test
    void twoCallsOfKlarnaWithTheirOwnIdsStayTwoEvents() {
        called("k1", "BACK", 10);
        assertThat(called("k2", "BACK", 10).known()).isFalse();
    }

    @Test
    void aStatusThatComesBackLaterIsNewAgain() {
        read("BACK", 10);
        called("k1", "IN_PROGRESS", 20);
        assertThat(called("k2", "BACK", 30).known()).isFalse();
    }

    @Test
    void onlyAFinalWordOfKlarnaReplacesOurExpired() {
        read("EXPIRED", 10);
        assertThat(called("k1", "IN_PROGRESS", 20).outdated()).isTrue();
        assertThat(status()).isEqualTo("EXPIRED");
        assertThat(called("k2", "COMPLETED", 20).outdated()).isFalse();
        assertThat(status()).isEqualTo("COMPLETED");
        assertThat(called("k3", "CANCELLED", 30).outdated()).isTrue();
    }

    @Test
    void expiredIsNoNewsOnceThePaymentIsKnown() {
        var paid = called("k1", "COMPLETED", 10);
        assertThat(read("EXPIRED", 0).eventId()).isEqualTo(paid.eventId());
        assertThat(status()).isEqualTo("COMPLETED");
    }

    @Test
    void aDenialTakesBackWhatIsUnverifiedOnly() {
        claimed("k1", 10);
        assertThat(judged("session.denied", "WAITING", 5).known()).isFalse();
        assertThat(status()).isEqualTo("WAITING");
        called("k2", "COMPLETED", 20);
        assertThat(judged("session.denied", "WAITING", 5).known()).isTrue();
        assertThat(status()).isEqualTo("COMPLETED");
    }

    @Test
    void newsThatAreNotFinalPutTheNextCheckTenMinutesOff() {
        called("k1", "IN_PROGRESS", 10);
        assertThat(next()).hasValueSatisfying(at -> assertThat(at).isCloseTo(in(600), within(5, ChronoUnit.SECONDS)));
    }

    @Test
    void newsShortlyBeforeTheEndPutItJustAfterTheEnd() {
        accept(arrival("k1", "IN_PROGRESS", 10, "callback", true, "session.in_progress", in(60)));
        assertThat(next()).hasValueSatisfying(at -> assertThat(at).isCloseTo(in(90), within(5, ChronoUnit.SECONDS)));
    }

    @Test
    void finalNewsEndTheChecks() {
        called("k1", "IN_PROGRESS", 10);
        called("k2", "COMPLETED", 20);
        assertThat(next()).isEmpty();
    }

    @Test
    void anUnverifiedPaymentIsCheckedWithinSecondsUntilItIsVerified() {
        claimed("k1", 10);
        assertThat(next()).hasValueSatisfying(at -> assertThat(at).isCloseTo(in(30), within(5, ChronoUnit.SECONDS)));
        assertThat(judged("session.verified", "COMPLETED", 10).known()).isFalse();
        assertThat(next()).isEmpty();
        claimed("k2", 10);
        assertThat(next()).as("it stays verified").isEmpty();
    }

    @Test
    void outdatedNewsLeaveTheChecksAsTheyAre() {
        called("k1", "COMPLETED", 20);
        called("k2", "IN_PROGRESS", 10);
        assertThat(next()).isEmpty();
    }

    private Acceptance called(String eventId, String status, long at) {
        return accept(arrival(
                eventId,
                status,
                at,
                "callback",
                true,
                "session." + status.toLowerCase(java.util.Locale.ROOT),
                Instant.EPOCH));
    }

    private Acceptance claimed(String eventId, long at) {
        return accept(arrival(eventId, "COMPLETED", at, "callback", false, "session.completed", Instant.EPOCH));
    }

    private Acceptance read(String status, long at) {
        String id = "read:s1:" + status + ":" + at;
        return accept(arrival(
                id,
                status,
                at,
                "reconciled",
                true,
                "session." + status.toLowerCase(java.util.Locale.ROOT),
                Instant.EPOCH));
    }

    private Acceptance judged(String type, String status, long at) {
        return accept(arrival("", status, at, "reconciled", true, type, Instant.EPOCH));
    }

    private Acceptance accept(Arrival arrival) {
        return await(journal.accept(arrival, Arrivals.subscribed("acme", "a")));
    }

    private static Arrival arrival(
            String eventId, String status, long at, String source, boolean verified, String type, Instant expiresAt) {
        boolean last = List.of("COMPLETED", "CANCELLED", "EXPIRED").contains(status);
        var json = Buffer.buffer("{\"session_id\":\"s1\"}");
        return new Arrival(
                "acme",
                "main",
                "s1",
                eventId,
                status,
                last,
                at,
                expiresAt.toEpochMilli(),
                source,
                verified,
                type,
                json,
                json,
                TraceParent.start());
    }

    private String status() {
        return kit.field("acme", "session:s1", "status");
    }

    private Optional<Instant> next() {
        var score = kit.redis("ZSCORE", kit.names().of("acme") + "reconcile", "acme/s1");
        return Optional.ofNullable(score).map(at -> Instant.ofEpochMilli((long) Double.parseDouble(at.toString())));
    }

    private static Instant in(int seconds) {
        return Instant.now().plusSeconds(seconds);
    }
}
