package io.hppgateway.proof.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.proof.Pod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAccumulator;

/** Looks at the gateways' own audit while they are being killed. */
final class AuditWatch {
    private static final String DIFFERENCE = "hpp_conservation_difference";
    private static final String DELIVERIES = "hpp_conservation_deliveries{state=\"%s\"}";

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final List<Pod> pods;
    private final AtomicInteger looks = new AtomicInteger();
    private final DoubleAccumulator worst = new DoubleAccumulator(Math::max, 0);

    private ScheduledFuture<?> looking;

    AuditWatch(List<Pod> pods) {
        this.pods = pods;
    }

    void start() {
        looking = executor.scheduleWithFixedDelay(() -> pods.forEach(this::look), 500, 1000, TimeUnit.MILLISECONDS);
    }

    void stop() {
        if (looking != null) {
            looking.cancel(true);
        }
        executor.shutdownNow();
    }

    private void look(Pod pod) {
        pod.metric(DIFFERENCE).ifPresent(difference -> {
            looks.incrementAndGet();
            worst.accumulate(difference);
        });
    }

    /** Never did the books not add up, and when all is done they show it. */
    void verify() {
        assertThat(looks.get()).as("looks at the audit").isGreaterThan(10);
        assertThat(worst.get()).as("worst difference during the run").isZero();
        for (Pod pod : pods) {
            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                assertThat(pod.metric(DIFFERENCE)).hasValue(0);
                assertThat(pod.metric(String.format(DELIVERIES, "live"))).hasValue(0);
                assertThat(pod.metric(String.format(DELIVERIES, "accepted")))
                        .isEqualTo(pod.metric(String.format(DELIVERIES, "delivered")));
            });
        }
    }

    @Override
    public String toString() {
        return "{looks=" + looks + ", worst-difference=" + (long) worst.get() + "}";
    }
}
