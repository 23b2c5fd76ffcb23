package io.hppgateway.tenant.stored;

import io.hppgateway.redis.RedisChannel;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.endpoint.BucketReads;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the admin API stored, in this process' memory and in its {@link Tenants}. Learns of changes by pub/sub, and asks for
 * what changed since every half second, so that a lost message costs at most that.
 */
public final class Registry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    /** One script call of some 20 µs, which answers nothing as a rule. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Records of one answer: at 2 KB each some ms of Redis, and some ms of an event loop to open them. */
    private static final int PAGE = 200;

    /** The ports open even with Redis away, so that health can say so. */
    private static final Duration LONGEST_START = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final RegistryStore store;
    private final Tenants tenants;
    private final BucketReads reads;
    private final Promise<Void> loaded = Promise.promise();
    private final AtomicBoolean openAgain = new AtomicBoolean();
    private volatile Known known = new Known(0, 0, Map.of());
    private @Nullable RedisChannel channel;
    private long timer = -1;

    /**
     * What this process knows.
     *
     * @param version of the last change it knows of
     * @param count of records that Redis told with it
     * @param records by field
     */
    private record Known(long version, int count, Map<String, Stored> records) {

        /** Whether the changes since then explain how many there are now. */
        boolean explains(int countNow, int recordsNow) {
            return countNow - count == recordsNow - records.size();
        }

        boolean hasUnreadable() {
            return records.values().stream().anyMatch(Stored.Unreadable.class::isInstance);
        }
    }

    /** @param tenants gets what is stored beside what files hold */
    public Registry(Vertx vertx, RegistryStore store, Tenants tenants) {
        this.vertx = vertx;
        this.store = store;
        this.tenants = tenants;
        this.reads = new BucketReads(vertx, this::catchUp);
    }

    /** Begins; done when everything was read, or after 2 s without. */
    public Future<Void> start(RedisSettings redis) {
        tenants.markIncomplete();
        channel = RedisChannel.open(vertx, redis, store.channel(), version -> reads.run(), reads::run);
        timer = vertx.setPeriodic(LOOK.toMillis(), due -> reads.run());
        reads.run();
        Promise<Void> patient = Promise.promise();
        long bound = vertx.setTimer(LONGEST_START.toMillis(), late -> patient.tryComplete());
        loaded.future().onSuccess(done -> patient.tryComplete());
        return patient.future().onComplete(done -> vertx.cancelTimer(bound));
    }

    private Future<Void> catchUp() {
        if (openAgain.getAndSet(false) && known.hasUnreadable()) {
            // The whole: what has not changed since is not news, and what was opened is not opened again.
            return read(0, new HashMap<>(), true).onFailure(away -> openAgain.set(true));
        }
        return read(known.version, new HashMap<>(known.records), false);
    }

    private Future<Void> read(long since, Map<String, Stored> working, boolean anew) {
        return store.news(since, PAGE).compose(news -> {
            if (news.latest() < since) {
                // A Redis that lost its last second, or all: what it has now is what counts.
                return read(0, new HashMap<>(), true);
            }
            news.changed().forEach(changed -> apply(changed, working));
            if (news.changed().size() == PAGE) {
                return read(news.changed().get(PAGE - 1).version(), working, anew);
            }
            // A deletion so long ago that Redis forgot it, while this process heard nothing.
            if (!anew && !known.explains(news.count(), working.size())) {
                return read(0, new HashMap<>(), true);
            }
            return take(new Known(news.latest(), news.count(), Map.copyOf(working)), anew);
        });
    }

    private void apply(RegistryStore.Changed changed, Map<String, Stored> working) {
        var old = known.records.get(changed.field());
        if (changed.isGone()) {
            working.remove(changed.field());
        } else if (old != null && old.version() == changed.version() && !(old instanceof Stored.Unreadable)) {
            working.put(changed.field(), old);
        } else {
            working.put(changed.field(), store.open(changed));
        }
    }

    private Future<Void> take(Known now, boolean anew) {
        boolean first = !loaded.future().isComplete();
        if (first || anew || now.version != known.version) {
            known = now;
            tenants.replaceRegistered(
                    tenants().stream().map(StoredTenant::tenant).toList(),
                    platformKeys().stream().map(StoredPlatformKey::platformKey).toList());
        }
        if (first) {
            tenants.markComplete();
            loaded.complete();
            LOG.info("{} tenants and platform keys of the admin API are known", now.records.size());
        }
        return Future.succeededFuture();
    }

    /** Makes sure that this process knows what any pod stored until now. */
    public Future<Void> refresh() {
        return reads.run();
    }

    /** There are other keys now: what could not be opened is tried again, until it was read. */
    public void openAgain() {
        openAgain.set(true);
        reads.run();
    }

    /** Every tenant, by id. */
    public List<StoredTenant> tenants() {
        return all(StoredTenant.class);
    }

    /** Every platform key, by id. */
    public List<StoredPlatformKey> platformKeys() {
        return all(StoredPlatformKey.class);
    }

    private <T extends Stored> List<T> all(Class<T> kind) {
        var found = new ArrayList<T>();
        known.records.values().stream().filter(kind::isInstance).map(kind::cast).forEach(found::add);
        found.sort(Comparator.comparing(Stored::field));
        return found;
    }

    /** The tenant of this id. */
    public Optional<StoredTenant> tenant(String id) {
        return find(StoredTenant.field(id), StoredTenant.class);
    }

    /** The platform key of this id. */
    public Optional<StoredPlatformKey> platformKey(String id) {
        return find(StoredPlatformKey.field(id), StoredPlatformKey.class);
    }

    private <T extends Stored> Optional<T> find(String field, Class<T> kind) {
        return Optional.ofNullable(known.records.get(field))
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    /**
     * Stores it in the place of the version it has. When this succeeds this process knows it, unless Redis was gone just
     * after: then it will, as the others will.
     */
    public Future<RegistryStore.Put> put(StoredTenant tenant, AuditEntry entry) {
        return store.put(tenant, entry).compose(this::known);
    }

    /** The same. */
    public Future<RegistryStore.Put> put(StoredPlatformKey key, AuditEntry entry) {
        return store.put(key, entry).compose(this::known);
    }

    /** Deletes this version. */
    public Future<RegistryStore.Put> delete(Stored stored, AuditEntry entry) {
        return store.delete(stored, entry).compose(this::known);
    }

    private Future<RegistryStore.Put> known(RegistryStore.Put put) {
        return reads.run().otherwiseEmpty().map(put);
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
