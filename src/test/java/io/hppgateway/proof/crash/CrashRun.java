package io.hppgateway.proof.crash;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.proof.Estate;
import io.hppgateway.proof.GatewayCalls;
import io.hppgateway.proof.KlarnaPeer;
import io.hppgateway.proof.Pod;
import io.hppgateway.proof.Shop;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Two gateway processes, a Redis, a Klarna, three shops with five hostile endpoints and a session URL, and who breaks them. */
public final class CrashRun implements AutoCloseable {
    private static final Map<String, String> HURRIED = Map.of(
            "HPP_WEBHOOK_SCHEDULE", "0s,100ms,200ms,400ms" + ",800ms".repeat(200),
            "HPP_WEBHOOK_TIMEOUT", "1s",
            "HPP_WEBHOOK_LEASE_MARGIN", "1s",
            "HPP_WEBHOOK_FIRST_BREAK", "100ms",
            "HPP_WEBHOOK_LONGEST_BREAK", "800ms",
            "HPP_AUDIT_INTERVAL", "500ms");

    private final Vertx vertx = Vertx.vertx();
    private final long seed;
    private final long started = System.nanoTime();
    private final Ledger ledger = new Ledger();
    private final List<HostileReceiver> receivers = new ArrayList<>();
    private final List<Shop> shops;
    private final LocalRedis redis = TestRedis.ownSynced();
    private final RedisLink link = RedisLink.of(vertx, TestRedis.settings(redis));
    private final List<Pod> pods;
    private final Chaos chaos;
    private final Shoppers shoppers;
    private final AuditWatch audits;

    private CrashRun(Path directory, long seed) throws IOException {
        this.seed = seed;
        shops = List.of(
                shop("alpha", List.of(16, 16), false),
                shop("beta", List.of(16), true),
                shop("gamma", List.of(1), false));
        var klarna = KlarnaPeer.start(vertx);
        var estate = Estate.write(directory, shops, klarna.url(), redis.url(), HURRIED);
        pods = List.of(estate.pod("pod-1"), estate.pod("pod-2"));
        chaos = new Chaos(pods, redis, new Random(seed));
        shoppers = new Shoppers(vertx, new GatewayCalls(vertx, klarna), pods, ledger);
        audits = new AuditWatch(pods);
    }

    private Shop shop(String tenant, List<Integer> permits, boolean statusUpdate) {
        var hooks = new ArrayList<Shop.Hook>();
        for (int i = 0; i < permits.size(); i++) {
            hooks.add(receiver(tenant + "/h" + i).hook(permits.get(i), false));
        }
        Optional<Shop.Hook> own =
                statusUpdate ? Optional.of(receiver(tenant + "/su").hook(16, true)) : Optional.empty();
        return new Shop(tenant, hooks, own);
    }

    private HostileReceiver receiver(String endpoint) {
        var receiver = new HostileReceiver(vertx, ledger, endpoint, seed + receivers.size());
        receivers.add(receiver);
        return receiver;
    }

    /** Starts everything, and waits until the gateways are up. */
    public static CrashRun start(Path directory, long seed) throws IOException {
        var run = new CrashRun(directory, seed);
        run.pods.forEach(Pod::start);
        run.chaos.awaitAll();
        return run;
    }

    /** Load and faults for this long; the bus is dead a third of it. */
    public void rage(Duration length) {
        for (int i = 0; i < 40; i++) {
            // The third shop takes one webhook at a time and so has fewer customers.
            shoppers.enter(shops.get(i % 10 == 9 ? 2 : i % 2), seed + i);
        }
        audits.start();
        chaos.rage(length);
    }

    /** Everybody becomes honest; returns when nothing is owed any more, or after a minute. */
    public void settle() {
        receivers.forEach(receiver -> receiver.moods().reform());
        await().atMost(Duration.ofSeconds(60)).until(shoppers.leave()::isComplete);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> count("live") == 0);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            // The figures say what is missing, and the verdict fails.
        }
        audits.stop();
    }

    public Verdict verdict() {
        return Verdict.of(ledger, shops);
    }

    /** Sum of a counter over the tenants. */
    private long count(String counter) {
        var names = new Namespace("hpp");
        return shops.stream()
                .mapToLong(shop -> {
                    var request = Request.cmd(Command.HGET)
                            .arg(names.of(shop.tenant()) + "stats:" + shop.tenant())
                            .arg(counter);
                    var value = await(link.send(request));
                    return value == null ? 0 : value.toLong();
                })
                .sum();
    }

    public String figures() {
        var moods = new TreeMap<Moods.Mood, Integer>();
        receivers.forEach(
                receiver -> receiver.moods().shown().forEach((mood, n) -> moods.merge(mood, n, Integer::sum)));
        var counters = new HashMap<String, Long>();
        List.of("accepted", "delivered", "dead", "expired", "live", "reaped", "stale", "duplicate")
                .forEach(name -> counters.put(name, count(name)));
        return "seed=" + seed + " seconds="
                + Duration.ofNanos(System.nanoTime() - started).toSeconds()
                + " pods=" + pods.size() + " kills=" + chaos.kills() + " redis-kills=" + chaos.redisKills()
                + " freezes=" + chaos.freezes() + " redis-hangs="
                + chaos.redisHangs() + " "
                + verdict() + " bus-dropped=" + dropped() + " bus-passed="
                + pods.stream().mapToLong(pod -> pod.bus().passed()).sum() + " repeated-callbacks="
                + shoppers.repeated()
                + " beyond-klarnas-4-calls=" + shoppers.beyondKlarna() + " answers=" + shoppers.answers() + " moods="
                + moods
                + " counters=" + new TreeMap<>(counters) + " audits=" + audits;
    }

    private long dropped() {
        return pods.stream().mapToLong(pod -> pod.bus().dropped()).sum();
    }

    /** That the run was hard enough to prove something, and everything but the ledgers is right as well. */
    public void verify() {
        assertThat(chaos.kills()).as("kills").isGreaterThanOrEqualTo(10);
        assertThat(chaos.redisKills()).as("kills of Redis").isGreaterThanOrEqualTo(2);
        assertThat(dropped()).as("bus messages dropped").isGreaterThan(20);
        var verdict = verdict();
        assertThat(verdict.accepted()).as("accepted").isGreaterThan(500);
        assertThat(verdict.orderBreaks()).as("order breaks").isZero();
        assertThat(verdict.forged()).as("forged").isZero();
        assertThat(verdict.twins()).as("events under two ids").isZero();
        assertThat(receivers.stream().mapToInt(HostileReceiver::followed).sum())
                .as("followed redirects")
                .isZero();
        assertThat(count("live") + count("dead") + count("expired"))
                .as("not delivered")
                .isZero();
        assertThat(shoppers.answers().keySet())
                .allMatch(answer -> answer.matches("(create|callback)-(20[01]|503|none)"));
        audits.verify();
    }

    @Override
    public void close() {
        audits.stop();
        pods.forEach(Pod::close);
        await(link.close());
        await(vertx.close());
        redis.close();
    }
}
