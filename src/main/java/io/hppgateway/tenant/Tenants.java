package io.hppgateway.tenant;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every tenant, in memory, so that no request asks Redis who calls: those of the files, those that the admin API stored, and the
 * endpoints that were stored for both. Replaced as a whole; readers see the old or the new.
 */
public final class Tenants {
    private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);

    // An unknown key id is compared with this one, so that it takes as long to refuse as a known one.
    private static final ApiKey NOBODY =
            new ApiKey("", "", ApiKey.sha256(""), Set.of(), Optional.empty(), Optional.empty());

    private final Clock clock;
    private final KeyUses uses = new KeyUses();
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), Map.of(), Set.of(), Map.of());

    private volatile boolean whole;
    private volatile boolean complete = true;
    private List<Tenant> ofFiles = List.of();
    private List<Tenant> registered = List.of();
    private Map<String, PlatformKey> platformKeys = Map.of();
    private Map<String, List<Endpoint>> endpoints = Map.of();
    private Set<String> refused = Set.of();

    /** @param sharers tenants by Klarna's merchant id, of those that more than one has */
    private record Snapshot(
            Map<String, Tenant> byId,
            Map<String, Caller> byKeyId,
            Map<String, PlatformKey> platformKeys,
            Set<String> registered,
            Map<String, Integer> sharers) {}

    public Tenants(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes these tenants of files in the place of all of files before; tenant and key ids are unique (whoever loads them sees to
     * it). One whose id was stored by the admin API is refused, and the log says so.
     */
    public synchronized void replace(Collection<Tenant> tenants) {
        ofFiles = List.copyOf(tenants);
        merge();
    }

    /** Takes these endpoints, by tenant id, in the place of all that were stored before; those of the tenants' files stay. */
    public synchronized void replaceStored(Map<String, List<Endpoint>> stored) {
        endpoints = Map.copyOf(stored);
        merge();
    }

    /** Takes what the admin API stored in the place of all it stored before. */
    public synchronized void replaceRegistered(Collection<Tenant> tenants, Collection<PlatformKey> keys) {
        registered = List.copyOf(tenants);
        var byId = new HashMap<String, PlatformKey>();
        keys.forEach(key -> byId.put(key.key().id(), key));
        platformKeys = Map.copyOf(byId);
        merge();
    }

    private void merge() {
        var byId = new HashMap<String, Tenant>();
        registered.forEach(tenant -> byId.put(tenant.id(), tenant));
        var stored = Set.copyOf(byId.keySet());
        var twice = new HashSet<String>();
        for (var tenant : ofFiles) {
            if (byId.putIfAbsent(tenant.id(), tenant) != null) {
                twice.add(tenant.id());
            }
        }
        byId.replaceAll((id, tenant) -> tenant.withMore(endpoints.getOrDefault(id, List.of())));
        var byKeyId = new HashMap<String, Caller>();
        byId.values().forEach(tenant -> tenant.keys().forEach(key -> byKeyId.put(key.id(), new Caller(tenant, key))));
        tell(twice);
        snapshot = new Snapshot(Map.copyOf(byId), Map.copyOf(byKeyId), platformKeys, stored, sharers(byId.values()));
    }

    private void tell(Set<String> twice) {
        for (String id : twice) {
            if (!refused.contains(id)) {
                LOG.atError()
                        .addKeyValue("tenant", id)
                        .log(
                                "a file holds this tenant, which the admin API made: the file is refused, what the API stored counts."
                                        + " Take the file away, or delete the tenant by the API");
            }
        }
        refused = Set.copyOf(twice);
    }

    private static Map<String, Integer> sharers(Collection<Tenant> tenants) {
        var counts = new HashMap<String, Integer>();
        for (var tenant : tenants) {
            tenant.accounts().stream()
                    .map(account -> account.upstream().merchant())
                    .distinct()
                    .forEach(merchant -> counts.merge(merchant, 1, Integer::sum));
        }
        counts.values().removeIf(count -> count == 1);
        return Map.copyOf(counts);
    }

    /** How many tenants have accounts with this merchant id of Klarna's; at least 1. */
    public int sharers(String merchant) {
        return snapshot.sharers().getOrDefault(merchant, 1);
    }

    /** From now on every stored endpoint is known here. */
    public void markWhole() {
        whole = true;
    }

    /** Whether every endpoint is known; before, an event that is taken in may miss one. */
    public boolean isWhole() {
        return whole;
    }

    /** Until {@link #markComplete()} there may be tenants that are not known here. */
    public void markIncomplete() {
        complete = false;
    }

    /** From now on every stored tenant is known here. */
    public void markComplete() {
        complete = true;
    }

    /** Whether one that is not known here is known nowhere. */
    public boolean isComplete() {
        return complete;
    }

    /** The tenant of this id. */
    public Optional<Tenant> find(String id) {
        return Optional.ofNullable(snapshot.byId().get(id));
    }

    /** Whether the admin API owns the tenant of this id; otherwise a file does, or nobody. */
    public boolean isRegistered(String id) {
        return snapshot.registered().contains(id);
    }

    /** All tenants, in no order. */
    public List<Tenant> all() {
        return List.copyOf(snapshot.byId().values());
    }

    /** The ids of all tenants, in no order. */
    public List<String> ids() {
        return List.copyOf(snapshot.byId().keySet());
    }

    /** When their keys were used last. */
    public KeyUses uses() {
        return uses;
    }

    /** Whose key this is; empty when it is nobody's, wrong, or expired. */
    Optional<Caller> authenticate(PresentedKey presented) {
        var known = Optional.ofNullable(snapshot.byKeyId().get(presented.id()));
        boolean right = isRight(known.map(Caller::key), presented);
        return known.filter(caller -> right);
    }

    /** The platform's key that this is; empty when it is none, wrong, or expired. */
    Optional<PlatformKey> authenticatePlatform(PresentedKey presented) {
        var known = Optional.ofNullable(snapshot.platformKeys().get(presented.id()));
        boolean right = isRight(known.map(PlatformKey::key), presented);
        return known.filter(key -> right);
    }

    private boolean isRight(Optional<ApiKey> known, PresentedKey presented) {
        var now = clock.instant();
        boolean right = known.orElse(NOBODY).isSecret(presented.secret());
        var accepted = known.filter(key -> right && !key.isExpiredAt(now));
        accepted.ifPresent(key -> uses.note(key.id(), now));
        return accepted.isPresent();
    }
}
