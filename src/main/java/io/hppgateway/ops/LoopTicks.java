package io.hppgateway.ops;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** When each event loop last turned, as its {@link LoopLagVerticle} noted it; asked from any of them. */
public final class LoopTicks {
    private final long patience;
    private final Map<Integer, Long> last = new ConcurrentHashMap<>();

    /** @param patience after which a loop that has not turned stands still */
    public LoopTicks(Duration patience) {
        this.patience = patience.toNanos();
    }

    void turned(int loop) {
        last.put(loop, System.nanoTime());
    }

    void ended(int loop) {
        last.remove(loop);
    }

    /** How many turn, or which do not. */
    Status status() {
        long now = System.nanoTime();
        String still = last.entrySet().stream()
                .filter(loop -> now - loop.getValue() > patience)
                .map(loop -> "event loop %d has not turned for %d s"
                        .formatted(loop.getKey(), TimeUnit.NANOSECONDS.toSeconds(now - loop.getValue())))
                .sorted()
                .collect(Collectors.joining(", "));
        return still.isEmpty()
                ? Status.OK(new JsonObject().put("turning", last.size()))
                : Status.KO(new JsonObject().put("cause", still));
    }
}
