package io.hppgateway.webhook;

import io.hppgateway.journal.EndpointAlert;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.GrantBus;
import io.hppgateway.journal.Journal;
import io.hppgateway.redis.Namespace;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's share of the deliveries: takes grants from the bus, and sweeps its share of the buckets, so that with
 * every bus message lost webhooks still go out. On stop it finishes what is under way, within a bound.
 */
public final class RelayVerticle extends VerticleBase {
    private final Parts parts;
    private final WebhookSettings settings;
    private final MeterRegistry registry;
    private final Share share;
    private @Nullable Running running;

    /**
     * What the instances of one process share.
     *
     * @param alerts tells a tenant of its endpoint; answers what is to be delivered now
     * @param traces follows each attempt
     */
    public record Parts(
            Journal journal,
            GrantBus bus,
            Targets targets,
            Function<EndpointAlert, Future<List<Grant>>> alerts,
            AttemptTraces traces) {}

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
    public RelayVerticle(Parts parts, WebhookSettings settings, MeterRegistry registry, Share share) {
        this.parts = parts;
        this.settings = settings;
        this.registry = registry;
        this.share = share;
    }

    @Override
    public Future<?> start() {
        var sender = new WebhookSender(vertx, settings);
        var relay = new Relay(vertx, parts, sender, settings, registry, share.instance());
        var sweeper = new BucketSweeper(vertx, parts, relay, settings, share.buckets());
        running = new Running(parts.bus().consume(relay::take), sweeper, relay, sender);
        sweeper.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        Running now = running;
        if (now == null) {
            return Future.succeededFuture();
        }
        now.subscriber.end();
        now.sweeper.stop();
        return now.relay.stop().onComplete(idle -> now.sender.close());
    }
}
