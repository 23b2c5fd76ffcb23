package io.hppgateway.history;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.Grant;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attempts that ended at about the same time share an entry of the stream; whoever reads them sees each on its own. */
final class AttemptsOfOneCallTest {
    private static final int SESSIONS = 30;
    private static final Attempt OK = new Attempt(204, Duration.ofMillis(5), "", Buffer.buffer(), false);
    private static final Attempt FAILED =
            new Attempt(500, Duration.ofMillis(7), "HTTP 500", Buffer.buffer("no"), false);

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final DeliveryLog deliveries = new DeliveryLog(kit.link(), kit.names(), TestJournal.box());
    private final SessionLog sessions = new SessionLog(kit.link(), kit.names(), TestJournal.box());
    private final AttemptLog attempts = new AttemptLog(kit.link(), kit.names(), TestJournal.box());

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void pagesOfWhatWasTriedShowEachDeliveryOnceWhateverTheirSize() {
        settleAllAtOnce();
        long entries =
                kit.redis("XLEN", kit.names().of("acme") + "attempts:acme").toLong();
        assertThat(entries).isLessThan(2 * SESSIONS);

        for (int limit : List.of(1, 7, 200)) {
            var seen = new ArrayList<DeliveryId>();
            var behind = List.of("");
            boolean more = true;
            while (more) {
                var page = await(deliveries.tried("acme", Optional.empty(), Optional.empty(), behind, limit));
                assertThat(page.deliveries()).hasSizeLessThanOrEqualTo(limit);
                page.deliveries().forEach(delivery -> seen.add(delivery.id()));
                behind = page.next();
                more = page.more();
            }
            assertThat(seen).as("pages of %s", limit).hasSize(2 * SESSIONS).doesNotHaveDuplicates();
        }
    }

    @Test
    void aDeliveryAndASessionHaveTheirOwnAttemptsOnly() {
        settleAllAtOnce();

        for (int i = 0; i < SESSIONS; i++) {
            var view = await(sessions.find("acme", "s" + i)).orElseThrow();
            var tried = view.timeline().stream()
                    .filter(Step.Tried.class::isInstance)
                    .map(step -> ((Step.Tried) step).attempt())
                    .toList();
            assertThat(tried).extracting(AttemptEntry::sessionId).containsExactly("s" + i, "s" + i);
            assertThat(tried).extracting(AttemptEntry::endpoint).containsExactlyInAnyOrder("a", "b");
            for (AttemptEntry attempt : tried) {
                var delivery =
                        await(deliveries.find("acme", DeliveryId.of(attempt))).orElseThrow();
                assertThat(delivery.attempts()).containsExactly(attempt);
            }
            var both = await(deliveries.ofSession("acme", "s" + i, Optional.empty(), List.of(""), 10));
            assertThat(both.deliveries()).hasSize(2);
        }
    }

    @Test
    void whatFailedHasItsErrorAndItsAnswer() {
        settleAllAtOnce();

        var failed = await(attempts.last("acme", 1000)).stream()
                .filter(attempt -> attempt.outcome().equals("dead"))
                .toList();

        assertThat(failed).hasSize(SESSIONS / 3);
        assertThat(failed).allSatisfy(attempt -> {
            assertThat(attempt.error()).isEqualTo("HTTP 500");
            assertThat(attempt.response()).isEqualTo("no");
            assertThat(attempt.endpoint()).isEqualTo("b");
        });
    }

    @Test
    void theLastOnesAreAsManyAsAskedFor() {
        settleAllAtOnce();

        var all = await(attempts.last("acme", 1000));
        var some = await(attempts.last("acme", 13));

        assertThat(all).hasSize(2 * SESSIONS);
        assertThat(new HashSet<>(all.stream().map(AttemptEntry::cursor).toList()))
                .hasSize(2 * SESSIONS);
        assertThat(some).isEqualTo(all.subList(0, 13));
        assertThat(await(attempts.last("other", 13))).isEmpty();
    }

    /** Two endpoints, an event of each session for both; every third one is given up at the second. */
    private void settleAllAtOnce() {
        var settled = new ArrayList<Future<?>>();
        var accepted = new ArrayList<Acceptance>();
        for (int i = 0; i < SESSIONS; i++) {
            var to = new ArrayList<>(Arrivals.subscribed("acme", "a", 1000, Duration.ofMinutes(1)));
            to.addAll(Arrivals.subscribed("acme", "b", 1000, Duration.ofMinutes(1)));
            accepted.add(await(kit.journal().accept(Arrivals.of("acme", "s" + i, "k" + i, "WAITING", 1), to)));
        }
        for (int i = 0; i < SESSIONS; i++) {
            for (Grant grant : accepted.get(i).grants()) {
                boolean dead = i % 3 == 0 && grant.endpoint().id().equals("b");
                var outcome = dead ? DeliveryOutcome.dead(FAILED) : DeliveryOutcome.delivered(OK);
                settled.add(kit.journal().settle(grant, outcome, 0));
            }
        }
        await(Future.all(settled));
    }
}
