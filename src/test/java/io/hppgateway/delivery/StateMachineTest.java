package io.hppgateway.delivery;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.JournalSettings;
import io.hppgateway.journal.Subscription;
import io.hppgateway.redis.Namespace;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random steps against a real Redis: accepting, settling in every way, forgetting grants as a dying worker does, events that
 * outlive the retention, sweeping, pausing, resuming, replaying. After every few steps, and at the end, everything accepted
 * is accounted for, leases stay within the permits, work is planned, fences grow, and each session keeps its order.
 */
final class StateMachineTest {
    private static final int STEPS = 1500;
    private static final List<String> TENANTS = List.of("acme", "globex");
    private static final List<String> ENDPOINTS = List.of("a", "b", "fifo");
    private static final Attempt OK = new Attempt(200, Duration.ZERO, "", Buffer.buffer(), false);
    private static final Attempt FAILED = new Attempt(500, Duration.ZERO, "HTTP 500", Buffer.buffer("no"), false);
    /** Breaks and pauses happen within the run. */
    private static final JournalSettings SETTINGS = new JournalSettings(
            Duration.ofHours(1),
            Duration.ofHours(1),
            4,
            8,
            Duration.ofMillis(2),
            Duration.ofMillis(20),
            Duration.ofMillis(30),
            6);

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx, SETTINGS);
    private final Endpoints endpoints = new Endpoints(kit.link(), kit.names());
    private final Feed feed = new Feed(kit.link(), kit.names());
    private final Replays replays = new Replays(kit.link(), kit.names(), feed);
    private final DeliveryAudit audit = new DeliveryAudit(kit.link(), kit.names());

    private final List<Grant> held = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final Set<String> owed = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, Long> fences = new HashMap<>();
    private final Map<String, Long> delivered = new HashMap<>();
    private long klarnaEvents;
    private int stale;

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingIsLostWhateverHappens(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < STEPS; i++) {
            step(random);
            if (i % 25 == 0) {
                audit();
            }
        }
        drain();
        audit();
        assertThat(ended).containsAll(owed);
        assertThat(stale)
                .as("late answers occurred, or the run proved too little")
                .isPositive();
    }

    private void step(Random random) {
        int dice = random.nextInt(100);
        if (dice < 30) {
            accept(random);
        } else if (dice < 70) {
            settle(random);
        } else if (dice < 76) {
            crash(random);
        } else if (dice < 92) {
            sweep(random.nextInt(6));
        } else if (dice < 94) {
            await(endpoints.pause(endpoint(random), "test"));
        } else if (dice < 97) {
            await(endpoints.resume(endpoint(random)));
        } else if (dice < 99) {
            replay(random);
        } else {
            expire(random);
        }
    }

    private void accept(Random random) {
        String tenant = pick(random, TENANTS);
        boolean repeated = random.nextInt(8) == 0;
        String klarnaEvent = "k" + (repeated ? random.nextLong(klarnaEvents + 1) : klarnaEvents++);
        var arrival = Arrivals.of(tenant, tenant + random.nextInt(6), klarnaEvent, "WAITING", klarnaEvents);
        List<Subscription> all =
                ENDPOINTS.stream().map(id -> subscription(tenant, id)).toList();
        var accepted = await(kit.journal().accept(arrival, all));
        if (!accepted.known()) {
            events.add(tenant + " " + accepted.eventId());
            all.forEach(to -> owed.add(to.endpoint() + " " + accepted.eventId()));
        }
        take(accepted.grants());
    }

    /** Short leases, so that some end before they are settled. */
    private static Subscription subscription(String tenant, String id) {
        return new Subscription(new EndpointRef(tenant, id), id.equals("fifo") ? 1 : 3, Duration.ofMillis(4));
    }

    private void settle(Random random) {
        if (held.isEmpty()) {
            return;
        }
        Grant grant = held.remove(random.nextInt(held.size()));
        DeliveryOutcome outcome = outcome(random.nextInt(20));
        var settled = await(kit.journal().settle(grant, outcome, random.nextInt(4)));
        if (settled.stale()) {
            stale++;
        } else {
            ended(grant, outcome);
        }
        take(settled.grants());
    }

    private static DeliveryOutcome outcome(int dice) {
        if (dice < 9) {
            return DeliveryOutcome.delivered(OK);
        }
        if (dice < 15) {
            return DeliveryOutcome.retry(FAILED, Duration.ofMillis(dice % 4));
        }
        if (dice == 15) {
            return DeliveryOutcome.dead(FAILED);
        }
        if (dice == 16) {
            return new DeliveryOutcome.Retry(FAILED, Duration.ZERO, Duration.ZERO, Optional.of("gone"));
        }
        if (dice == 17) {
            return new DeliveryOutcome.Retry(FAILED, Duration.ZERO, Duration.ofMillis(5), Optional.empty());
        }
        return DeliveryOutcome.released(Duration.ofMillis(dice % 2));
    }

    private void ended(Grant grant, DeliveryOutcome outcome) {
        boolean done = outcome instanceof DeliveryOutcome.Delivered;
        if (done || outcome instanceof DeliveryOutcome.Dead) {
            ended.add(grant.endpoint() + " " + grant.event().id());
        }
        if (done && !grant.replay()) {
            Long before = delivered.put(
                    grant.endpoint() + " " + grant.event().sessionId(),
                    grant.event().sequence());
            assertThat(before == null ? 0 : before)
                    .as("order of " + grant)
                    .isLessThan(grant.event().sequence());
        }
    }

    /** A worker dies: what it had is not settled by anybody. */
    private void crash(Random random) {
        if (!held.isEmpty()) {
            held.remove(random.nextInt(held.size()));
        }
    }

    private void sweep(int free) {
        for (String tenant : TENANTS) {
            var sweep = await(kit.journal().sweep(Namespace.bucketOf(tenant), free));
            assertThat(sweep.grants()).hasSizeLessThanOrEqualTo(free);
            take(sweep.grants());
        }
    }

    private void take(List<Grant> grants) {
        for (Grant grant : grants) {
            String tenant = grant.endpoint().tenant();
            Long before = fences.put(tenant, grant.fence());
            assertThat(before == null ? 0 : before).as("fences of " + tenant).isLessThan(grant.fence());
            held.add(grant);
        }
    }

    private void replay(Random random) {
        if (!events.isEmpty()) {
            String[] event = pick(random, events).split(" ", -1);
            var to = subscription(event[0], pick(random, ENDPOINTS));
            await(replays.events(to, List.of(event[1]), new ReplayOrder(random.nextBoolean(), false)));
        }
    }

    /** An event outlives the retention. */
    private void expire(Random random) {
        if (!events.isEmpty()) {
            String[] event = pick(random, events).split(" ", -1);
            kit.redis("DEL", kit.names().of(event[0]) + "event:" + event[1]);
            ENDPOINTS.forEach(id -> ended.add(event[0] + "/" + id + " " + event[1]));
        }
    }

    private void audit() {
        for (String tenant : TENANTS) {
            var found = await(audit.of(tenant));
            assertThat(found.holds()).as(tenant + " " + found).isTrue();
            assertThat(found.crowded()).as(tenant + " " + found).isZero();
        }
    }

    private void drain() {
        await().pollInterval(Duration.ofMillis(2)).until(() -> {
            TENANTS.forEach(tenant -> ENDPOINTS.forEach(id -> await(endpoints.resume(new EndpointRef(tenant, id)))));
            sweep(50);
            for (Grant grant : List.copyOf(held)) {
                var settled = await(kit.journal().settle(grant, DeliveryOutcome.delivered(OK), 0));
                if (!settled.stale()) {
                    ended(grant, DeliveryOutcome.delivered(OK));
                }
            }
            held.clear();
            return TENANTS.stream().allMatch(tenant -> kit.stats(tenant).getOrDefault("live", 0L) == 0);
        });
    }

    private static EndpointRef endpoint(Random random) {
        return new EndpointRef(pick(random, TENANTS), pick(random, ENDPOINTS));
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
