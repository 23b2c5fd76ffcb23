package io.hppgateway.journal;

import static io.hppgateway.journal.Arrivals.subscribed;
import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AcceptTest {
    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final Journal journal = kit.journal();

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void aNewEventIsGrantedToEachSubscribedEndpointAtOnce() {
        var accepted = accept("s1", "k1", "COMPLETED", 10, "a", "b");
        assertThat(accepted.known()).isFalse();
        assertThat(accepted.sequence()).isEqualTo(1);
        assertThat(accepted.grants()).extracting(grant -> grant.endpoint().id()).containsExactly("a", "b");
        assertThat(accepted.grants()).extracting(Grant::attempt).containsOnly(1);
        assertThat(kit.stats("acme")).containsEntry("accepted", 2L).containsEntry("live", 2L);
    }

    @Test
    void theSameKlarnaEventIsKnownAndChangesNothing() {
        var first = accept("s1", "k1", "COMPLETED", 10, "a");
        var again = accept("s1", "k1", "COMPLETED", 10, "a");
        assertThat(again.known()).isTrue();
        assertThat(again.eventId()).isEqualTo(first.eventId());
        assertThat(again.sequence()).isEqualTo(1);
        assertThat(again.grants()).isEmpty();
        assertThat(kit.stats("acme")).containsEntry("accepted", 1L).containsEntry("duplicate", 1L);
    }

    @Test
    void whatRedisLostComesAgainUnderTheSameId() {
        var first = accept("s1", "k1", "COMPLETED", 10, "a");
        kit.redis("KEYS", kit.names().of("acme") + "*").forEach(key -> kit.redis("DEL", key.toString()));
        var again = accept("s1", "k1", "COMPLETED", 10, "a");
        assertThat(again.known()).isFalse();
        assertThat(again.eventId()).isEqualTo(first.eventId()).matches("evt_[0-9A-Za-z]{24}");
        assertThat(again.grants()).extracting(Grant::webhookId).containsExactly(first.eventId());
        assertThat(accept("s1", "k2", "COMPLETED", 10, "a").eventId()).isNotEqualTo(first.eventId());
    }

    @Test
    void anotherTenantsEventIdIsNotKnown() {
        accept("s1", "k1", "COMPLETED", 10, "a");
        var other = await(journal.accept(Arrivals.of("other", "s1", "k1", "COMPLETED", 10), subscribed("other", "a")));
        assertThat(other.known()).isFalse();
        assertThat(other.eventId())
                .isNotEqualTo(accept("s1", "k1", "COMPLETED", 10, "a").eventId());
    }

    @Test
    void aSessionOfAnotherTenantIsRefusedAndStaysAsItIs() {
        // acme and this one share a bucket, so nothing but the record keeps them apart.
        String neighbour = java.util.stream.IntStream.range(0, 1000)
                .mapToObj(i -> "t" + i)
                .filter(t ->
                        io.hppgateway.redis.Namespace.bucketOf(t) == io.hppgateway.redis.Namespace.bucketOf("acme"))
                .findFirst()
                .orElseThrow();
        accept("s1", "k1", "WAITING", 10, "a");
        var forged = journal.accept(Arrivals.of(neighbour, "s1", "k2", "COMPLETED", 99), List.of());
        assertThatThrownBy(() -> await(forged)).hasMessageContaining("another tenant");
        assertThat(record("status")).isEqualTo("WAITING");
    }

    @Test
    void withoutAnEventIdEveryArrivalIsNew() {
        accept("s1", "", "IN_PROGRESS", 10, "a");
        assertThat(accept("s1", "", "IN_PROGRESS", 10, "a").known()).isFalse();
    }

    @Test
    void theRecordIsMadeWhenTheCallbackOvertookTheCreate() {
        accept("s1", "k1", "IN_PROGRESS", 10, "a");
        assertThat(record("status")).isEqualTo("IN_PROGRESS");
        assertThat(record("account")).isEqualTo("main");
        assertThat(kit.redis("PTTL", kit.names().of("acme") + "session:s1").toLong())
                .isGreaterThan(Duration.ofDays(6).toMillis());
    }

    @Test
    void theStatusMovesForwardOnlyAndEveryEventIsStillDelivered() {
        accept("s1", "k1", "IN_PROGRESS", 20);
        var late = accept("s1", "k2", "WAITING", 10);
        assertThat(late.outdated()).isTrue();
        assertThat(late.sequence()).isEqualTo(2);
        assertThat(record("status")).isEqualTo("IN_PROGRESS");
        assertThat(accept("s1", "k3", "COMPLETED", 30).outdated()).isFalse();
        assertThat(record("status") + record("final")).isEqualTo("COMPLETED1");
    }

    @Test
    void nothingLeavesAFinalStatus() {
        accept("s1", "k1", "COMPLETED", 10);
        assertThat(accept("s1", "k2", "IN_PROGRESS", 99).outdated()).isTrue();
        assertThat(record("status")).isEqualTo("COMPLETED");
        assertThat(record("updated_at")).isEqualTo("10");
    }

    @Test
    void ourOwnWordForSilenceReplacesNoPayment() {
        await(journal.accept(unverified(Arrivals.of("acme", "s1", "k1", "COMPLETED", 10)), List.of()));
        accept("s1", "expired:s1", "EXPIRED", 5);
        assertThat(record("status")).isEqualTo("COMPLETED");
    }

    @Test
    void aTimeFarOffDoesNotMakeEverythingAfterItOutdated() {
        accept("s1", "k1", "IN_PROGRESS", Long.MAX_VALUE / 1_000_000, "a");
        assertThat(Long.parseLong(record("updated_at")))
                .isLessThan(System.currentTimeMillis() + Duration.ofMinutes(6).toMillis());
    }

    @Test
    void anotherStatusOfTheSameTimeCountsAsNewer() {
        accept("s1", "k1", "IN_PROGRESS", 10);
        assertThat(accept("s1", "k2", "COMPLETED", 10).outdated()).isFalse();
        assertThat(record("status")).isEqualTo("COMPLETED");
    }

    @Test
    void whatTheRecordAlreadySaysIsNotOutdated() {
        accept("s1", "", "COMPLETED", 10);
        assertThat(accept("s1", "k2", "COMPLETED", 10).outdated()).isFalse();
    }

    @Test
    void eventsOfOneSessionWaitForEachOther() {
        assertThat(accept("s1", "k1", "WAITING", 10, "a").grants()).hasSize(1);
        assertThat(accept("s1", "k2", "IN_PROGRESS", 20, "a").grants()).isEmpty();
        assertThat(accept("s2", "k3", "WAITING", 10, "a").grants()).hasSize(1);
    }

    @Test
    void contentIsSealedInRedisAndWholeInTheGrant() {
        var arrival = Arrivals.of("acme", "s1", "k1", "COMPLETED", 10);
        var accepted = await(journal.accept(arrival, subscribed("acme", "a")));
        var content = accepted.grants().get(0).event().content();
        assertThat(content.session()).isEqualTo(arrival.session());
        var stored = kit.redis("HGET", kit.names().of("acme") + "event:" + accepted.eventId(), "content");
        assertThat(new String(stored.toBytes(), StandardCharsets.ISO_8859_1)).doesNotContain("session_id");
        var body =
                kit.redis("HGET", kit.names().of("acme") + "session:s1", "body").toBytes();
        var opened = TestJournal.box().open(body, new RecordKey("acme", "s1").context(RecordKey.BODY));
        assertThat(opened).isEqualTo(arrival.session().getBytes());
    }

    @Test
    void concurrentArrivalsGetDistinctSequencesAndOneOfEachIsNew() {
        List<Future<Acceptance>> all = IntStream.range(0, 200)
                .mapToObj(i ->
                        journal.accept(Arrivals.of("acme", "s1", "k" + i / 2, "WAITING", i), subscribed("acme", "a")))
                .toList();
        await(Future.all(all));
        var fresh = all.stream().map(Future::result).filter(a -> !a.known()).toList();
        assertThat(fresh).hasSize(100);
        assertThat(new HashSet<>(fresh.stream().map(Acceptance::sequence).toList()))
                .hasSize(100);
        assertThat(fresh.stream().mapToInt(a -> a.grants().size()).sum()).isEqualTo(1);
    }

    @Test
    void theStatusUpdateUrlComesWithItsGrant() {
        byte[] url = "https://shop.example/klarna?x=1".getBytes(StandardCharsets.UTF_8);
        var key = new RecordKey("acme", "s1");
        var sealed = TestJournal.box().seal(url, key.context(RecordKey.STATUS_UPDATE));
        await(kit.link()
                .send(io.vertx.redis.client.Request.cmd(io.vertx.redis.client.Command.HSET)
                        .arg(key.in(kit.names()))
                        .arg(RecordKey.STATUS_UPDATE)
                        .arg(sealed)));
        var grants = accept("s1", "k1", "COMPLETED", 10, "su_1", "a").grants();
        assertThat(grants.get(0).statusUpdate().reveal()).isEqualTo("https://shop.example/klarna?x=1");
        assertThat(grants.get(1).statusUpdate()).isNull();
    }

    private Acceptance accept(String session, String klarnaEvent, String status, long at, String... endpoints) {
        return await(
                journal.accept(Arrivals.of("acme", session, klarnaEvent, status, at), subscribed("acme", endpoints)));
    }

    private static Arrival unverified(Arrival a) {
        return new Arrival(
                a.tenant(),
                a.account(),
                a.sessionId(),
                a.klarnaEventId(),
                a.status(),
                a.finalStatus(),
                a.updatedAt(),
                a.expiresAt(),
                a.source(),
                false,
                a.type(),
                a.body(),
                a.session(),
                a.trace());
    }

    private String record(String field) {
        return kit.field("acme", "session:s1", field);
    }
}
