package io.hppgateway.proof.crash;

import static org.awaitility.Awaitility.await;

import io.hppgateway.proof.Pod;
import io.hppgateway.sandbox.redis.LocalRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Kills and freezes gateway processes and Redis, and makes the gateways lose their bus messages, at moments drawn from a seed. */
final class Chaos {
    private static final long KILL_EVERY = 3400;
    private static final long KILL_REDIS_EVERY = 13_000;
    private static final long FREEZE_EVERY = 20_000;
    private static final long HANG_REDIS_EVERY = 40_000;
    /** Longer than the leases of a proof, and than a gateway waits for Redis: 2 s both. */
    private static final Duration FROZEN = Duration.ofMillis(2500);

    private final List<Pod> pods;
    private final LocalRedis redis;
    private final Random random;
    private int kills;
    private int redisKills;
    private int freezes;
    private int redisHangs;

    Chaos(List<Pod> pods, LocalRedis redis, Random random) {
        this.pods = pods;
        this.redis = redis;
        this.random = random;
    }

    int kills() {
        return kills;
    }

    int redisKills() {
        return redisKills;
    }

    /** Gateways that were stopped for longer than their leases, and went on as if nothing had been. */
    int freezes() {
        return freezes;
    }

    /** Times that Redis did not answer for longer than anybody waits for it. */
    int redisHangs() {
        return redisHangs;
    }

    /**
     * Goes on for this long; returns when the last thing that was killed is up again. In its first third the bus loses
     * everything.
     */
    void rage(Duration length) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        // Of its own, because a kill may have to wait until its victim is up.
        ScheduledExecutorService bus = Executors.newSingleThreadScheduledExecutor();
        try {
            var planned = new ArrayList<Future<?>>();
            long millis = length.toMillis();
            plan(planned, executor, millis, KILL_EVERY, this::killPod);
            plan(planned, executor, millis, KILL_REDIS_EVERY, this::killRedis);
            plan(planned, executor, millis, FREEZE_EVERY, this::freezePod);
            plan(planned, executor, millis, HANG_REDIS_EVERY, this::hangRedis);
            planned.add(at(bus, 0, () -> drop(true)));
            planned.add(at(bus, millis / 3, () -> drop(false)));
            planned.add(at(executor, millis, this::awaitAll));
            for (Future<?> step : planned) {
                step.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            executor.shutdownNow();
            bus.shutdownNow();
        }
    }

    /** Evenly spread, and then shaken. */
    private void plan(
            List<Future<?>> planned, ScheduledExecutorService executor, long millis, long every, Runnable step) {
        int times = (int) (millis / every);
        for (int i = 0; i < times; i++) {
            planned.add(at(executor, moment(millis, i, times), step));
        }
    }

    private long moment(long millis, int i, int of) {
        double slot = (double) millis / of;
        return (long) (slot * (i + 0.2 + 0.6 * random.nextDouble()));
    }

    private static Future<?> at(ScheduledExecutorService executor, long millis, Runnable step) {
        return executor.schedule(step, millis, TimeUnit.MILLISECONDS);
    }

    private void killPod() {
        Pod victim = pods.get(random.nextInt(pods.size()));
        // One that is not up yet would die without having done anything.
        awaitReady(victim);
        victim.kill();
        victim.start();
        kills++;
    }

    private void killRedis() {
        redis.kill();
        redis.restart();
        redisKills++;
    }

    private void freezePod() {
        Pod victim = pods.get(random.nextInt(pods.size()));
        awaitReady(victim);
        victim.freeze();
        rest();
        victim.thaw();
        freezes++;
    }

    private void hangRedis() {
        redis.pause();
        rest();
        redis.resume();
        redisHangs++;
    }

    private static void rest() {
        await().pollDelay(FROZEN).atMost(FROZEN.multipliedBy(4)).until(() -> true);
    }

    private void drop(boolean all) {
        pods.forEach(pod -> pod.bus().drop(all));
    }

    /** Waits until every pod takes requests. */
    void awaitAll() {
        pods.forEach(Chaos::awaitReady);
    }

    private static void awaitReady(Pod pod) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(pod::isReady);
    }
}
