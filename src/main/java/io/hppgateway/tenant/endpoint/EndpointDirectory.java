package io.hppgateway.tenant.endpoint;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisChannel;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Tenants;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every stored endpoint, in this process' memory and in its {@link Tenants}. Learns of changes by pub/sub, reads all again
 * whenever the subscription begins and every 30 s, so that a lost message costs at most that.
 */
public final class EndpointDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointDirectory.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    /** Until the first reading succeeded no event is accepted, so it is tried more often. */
    private static final Duration FIRST_LOOKS = Duration.ofMillis(250);

    /** The ports open even with Redis away, so that health can say so. */
    private static final Duration LONGEST_START = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final EndpointStore store;
    private final Tenants tenants;
    private final AtomicReferenceArray<EndpointBucket> buckets = new AtomicReferenceArray<>(Namespace.BUCKETS);
    private final List<BucketReads> reads;
    private final Promise<Void> loaded = Promise.promise();
    private @Nullable RedisChannel channel;
    private long timer = -1;

    /** @param tenants gets the stored endpoints beside those of its files */
    public EndpointDirectory(Vertx vertx, EndpointStore store, Tenants tenants) {
        this.vertx = vertx;
        this.store = store;
        this.tenants = tenants;
        IntStream.range(0, Namespace.BUCKETS).forEach(bucket -> buckets.set(bucket, EndpointBucket.EMPTY));
        this.reads = IntStream.range(0, Namespace.BUCKETS)
                .mapToObj(bucket -> new BucketReads(vertx, () -> read(bucket)))
                .toList();
    }

    /** Begins; done when everything was read, or after 2 s without. */
    public Future<Void> start(RedisSettings redis) {
        channel = RedisChannel.open(vertx, redis, store.channel(), this::changed, this::readAll);
        timer = vertx.setPeriodic(FIRST_LOOKS.toMillis(), due -> readAll());
        Promise<Void> patient = Promise.promise();
        long bound = vertx.setTimer(LONGEST_START.toMillis(), late -> patient.tryComplete());
        loaded.future().onSuccess(done -> patient.tryComplete());
        return patient.future().onComplete(done -> vertx.cancelTimer(bound));
    }

    private void changed(String bucket) {
        try {
            reads.get(Integer.parseInt(bucket)).run();
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            LOG.warn("a message on {} names no bucket", store.channel());
        }
    }

    private void readAll() {
        Future.all(reads.stream().map(BucketReads::run).toList()).onSuccess(all -> whole());
    }

    private synchronized void whole() {
        if (!isLoaded()) {
            tenants.markWhole();
            vertx.cancelTimer(timer);
            timer = vertx.setPeriodic(LOOK_AGAIN.toMillis(), due -> readAll());
            loaded.complete();
        }
    }

    private Future<Void> read(int bucket) {
        return store.read(bucket, buckets.get(bucket))
                .onSuccess(now -> take(bucket, now))
                .mapEmpty();
    }

    private synchronized void take(int bucket, EndpointBucket now) {
        if (!buckets.getAndSet(bucket, now).equals(now)) {
            tenants.replaceStored(byTenant());
        }
    }

    private Map<String, List<Endpoint>> byTenant() {
        var all = new ArrayList<StoredEndpoint>();
        IntStream.range(0, Namespace.BUCKETS)
                .forEach(bucket -> all.addAll(buckets.get(bucket).all()));
        all.sort(OLDEST_FIRST);
        var byTenant = new HashMap<String, List<Endpoint>>();
        all.forEach(stored -> byTenant.computeIfAbsent(stored.tenant(), first -> new ArrayList<>())
                .add(stored.endpoint()));
        return byTenant;
    }

    private static final Comparator<StoredEndpoint> OLDEST_FIRST = Comparator.comparing(StoredEndpoint::createdAt)
            .thenComparing(stored -> stored.endpoint().id());

    /** Makes sure that this process knows what any pod stored for the tenant until now. */
    public Future<Void> refresh(String tenant) {
        return reads.get(Namespace.bucketOf(tenant)).run();
    }

    /** There are other keys now: what could not be opened is tried again, here and at every look until it can. */
    public void openAgain() {
        readAll();
    }

    /** A tenant's stored endpoints as this process knows them, the oldest first. */
    public List<StoredEndpoint> of(String tenant) {
        return buckets.get(Namespace.bucketOf(tenant)).all().stream()
                .filter(stored -> stored.tenant().equals(tenant))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** One of them. */
    public Optional<StoredEndpoint> find(String tenant, String id) {
        return buckets.get(Namespace.bucketOf(tenant)).find(EndpointStore.field(tenant, id));
    }

    /**
     * Stores it in the place of the version it has. When this succeeds this process knows it, unless Redis was gone just
     * after: then it will, as the others will.
     */
    public Future<EndpointStore.Put> put(StoredEndpoint stored) {
        return store.put(stored)
                .compose(put -> refresh(stored.tenant()).otherwiseEmpty().map(put));
    }

    /** Deletes this version; false when it was changed or deleted meanwhile. */
    public Future<Boolean> delete(StoredEndpoint stored) {
        return store.delete(stored)
                .compose(done -> refresh(stored.tenant()).otherwiseEmpty().map(done));
    }

    /** Whether everything was read at least once. */
    public boolean isLoaded() {
        return loaded.future().isComplete();
    }

    /** Learns nothing any more. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return channel == null ? Future.succeededFuture() : channel.close();
    }
}
