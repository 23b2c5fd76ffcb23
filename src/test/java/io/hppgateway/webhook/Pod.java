package io.hppgateway.webhook;

import static io.hppgateway.testkit.TestJournal.await;

import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.GrantBus;
import io.hppgateway.journal.Journal;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.testkit.TestJournal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Random;

/** A pod's share of a gateway, with everything of its own, that can die at any moment. */
final class Pod {
    private static final int RELAYS = 2;

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit;
    private final GrantBus bus;

    private Pod(RedisSettings redis, Targets targets, long seed) {
        kit = TestJournal.on(RedisLink.of(vertx, redis), redis.prefix(), RelayKit.quick());
        bus = new GrantBus(vertx, grant -> kit.journal().settle(grant, DeliveryOutcome.released(), 0));
        var random = new Random(seed);
        vertx.eventBus().addOutboundInterceptor(message -> {
            synchronized (random) {
                if (random.nextInt(3) > 0) {
                    message.next(); // every third message is lost
                }
            }
        });
        for (int i = 0; i < RELAYS; i++) {
            var share = new RelayVerticle.Share(i, RELAYS);
            var parts = new RelayVerticle.Parts(
                    kit.journal(), bus, targets, alert -> Future.succeededFuture(List.of()), AttemptTraces.UNRECORDED);
            await(vertx.deployVerticle(
                    new RelayVerticle(parts, RelayKit.settings(), new SimpleMeterRegistry(), share)));
        }
    }

    static Pod start(RedisSettings redis, Targets targets, long seed) {
        return new Pod(redis, targets, seed);
    }

    Journal journal() {
        return kit.journal();
    }

    GrantBus bus() {
        return bus;
    }

    /** Loses its connections first, so that nothing is settled or given back. */
    void die() {
        kit.close();
        await(vertx.close());
    }
}
