package io.hppgateway.journal;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The fast path of a grant to a worker in this process: the event bus, by reference, to one consumer in turn. It carries
 * no truth: a grant that nobody picks up is given back, and the next sweep grants it again.
 */
public final class GrantBus {
    /** Ten times what a busy event loop needs, and less than a sweep takes to come round anyway. */
    static final Duration PATIENCE = Duration.ofMillis(250);

    private final Vertx vertx;
    private final Consumer<Grant> giveBack;
    private final String address = "hpp.grants." + UUID.randomUUID();
    private final DeliveryOptions options;
    private final AtomicInteger consumers = new AtomicInteger();

    private record Offer(Grant grant, AtomicBoolean taken) {
        boolean take() {
            return taken.compareAndSet(false, true);
        }
    }

    /** @param giveBack ends the lease of a grant that nobody took */
    public GrantBus(Vertx vertx, Consumer<Grant> giveBack) {
        this.vertx = vertx;
        this.giveBack = giveBack;
        this.options = new DeliveryOptions().setLocalOnly(true).setCodecName(address);
        vertx.eventBus().registerCodec(new ByReference(address));
    }

    /** Hands grants to the consumers. */
    public void publish(List<Grant> grants) {
        if (grants.isEmpty()) {
            return;
        }
        if (consumers.get() == 0) {
            grants.forEach(giveBack);
            return;
        }
        List<Offer> offers = grants.stream()
                .map(grant -> new Offer(grant, new AtomicBoolean()))
                .toList();
        offers.forEach(offer -> vertx.eventBus().send(address, offer, options));
        vertx.setTimer(
                PATIENCE.toMillis(),
                late -> offers.stream().filter(Offer::take).forEach(offer -> giveBack.accept(offer.grant)));
    }

    /** Adds a consumer on the current context; it ends with the {@link Subscriber}. */
    public Subscriber consume(Handler<Grant> handler) {
        MessageConsumer<Offer> consumer = vertx.eventBus().localConsumer(address, message -> deliver(message, handler));
        consumers.incrementAndGet();
        return () -> {
            consumers.decrementAndGet();
            consumer.unregister();
        };
    }

    private static void deliver(Message<Offer> message, Handler<Grant> handler) {
        if (message.body().take()) {
            handler.handle(message.body().grant);
        }
    }

    /** A consumer that can be ended. */
    @FunctionalInterface
    public interface Subscriber {
        /** Takes no more grants. */
        void end();
    }

    /** Grants never leave the process, so nothing is encoded. */
    private record ByReference(String name) implements MessageCodec<Offer, Offer> {
        @Override
        public void encodeToWire(Buffer buffer, Offer offer) {
            throw new UnsupportedOperationException("a grant stays in its process");
        }

        @Override
        public Offer decodeFromWire(int pos, Buffer buffer) {
            throw new UnsupportedOperationException("a grant stays in its process");
        }

        @Override
        public Offer transform(Offer offer) {
            return offer;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
