package io.hppgateway.webhook;

import io.hppgateway.journal.GrantBus;
import io.hppgateway.journal.Journal;
import io.hppgateway.redis.Namespace;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of the deliveries: takes grants from the bus, and sweeps its share of the buckets, so that with
 * every bus message lost webhooks still go out. On stop it finishes what is under way, within a bound.
 */
public final class RelayVerticle extends VerticleBase {
    private final Journal journal;
    private final GrantBus bus;
    private final Targets targets;
    private final WebhookSettings settings;
    private final MeterRegistry registry;
    private final Share share;
    private @Nullable Running running;

    /**
     * Which part of the buckets is this instance's: those with number mod {@code of} = {@code instance}.
     *
     * @param instance from 0
     * @param of instances in this process
     */
    public record Share(int instance, int of) {
        public Share {
            if (instance < 0 || instance >= of) {
                throw new IllegalArgumentException("instance " + instance + " of " + of);
            }
        }

        List<Integer> buckets() {
            return IntStream.range(0, Namespace.BUCKETS)
                    .filter(bucket -> bucket % of == instance)
                    .boxed()
                    .toList();
        }
    }

    private record Running(GrantBus.Subscriber subscriber, BucketSweeper sweeper, Relay relay, WebhookSender sender) {}

    /** Deployed once per event loop, each with another share. */
    public RelayVerticle(
            Journal journal,
            GrantBus bus,
            Targets targets,
            WebhookSettings settings,
            MeterRegistry registry,
            Share share) {
        this.journal = journal;
        this.bus = bus;
        this.targets = targets;
        this.settings = settings;
        this.registry = registry;
        this.share = share;
    }

    @Override
    public Future<?> start() {
        var meters = new DeliveryMeters(registry);
        var sender = new WebhookSender(vertx, settings);
        var relay = new Relay(vertx, journal, targets, sender, settings, meters);
        var sweeper = new BucketSweeper(vertx, journal, relay, meters, settings, share.buckets());
        running = new Running(bus.consume(relay::take), sweeper, relay, sender);
        sweeper.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Running parts = running;
        if (parts == null) {
            return Future.succeededFuture();
        }
        parts.subscriber.end();
        parts.sweeper.stop();
        return parts.relay.stop().onComplete(idle -> parts.sender.close());
    }
}
