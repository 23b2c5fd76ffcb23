package io.hppgateway.tenant;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every tenant, in memory, so that no request asks Redis who calls. Replaced as a whole; readers see the old or the new. */
public final class Tenants {
    // An unknown key id is compared with this one, so that it takes as long to refuse as a known one.
    private static final ApiKey NOBODY = new ApiKey("", ApiKey.sha256(""), Set.of(), Optional.empty());

    private final Clock clock;
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Map.of(), Map.of());

    private volatile boolean whole;
    private List<Tenant> loaded = List.of();
    private Map<String, List<Endpoint>> stored = Map.of();

    /** @param sharers tenants by Klarna's merchant id, of those that more than one has */
    private record Snapshot(Map<String, Tenant> byId, Map<String, Caller> byKeyId, Map<String, Integer> sharers) {}

    public Tenants(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes these tenants in the place of all before; tenant and key ids are unique (whoever loads them sees to it). Endpoints
     * that were stored for them stay.
     */
    public synchronized void replace(Collection<Tenant> tenants) {
        loaded = List.copyOf(tenants);
        merge();
    }

    /** Takes these endpoints, by tenant id, in the place of all that were stored before; those of the tenants' files stay. */
    public synchronized void replaceStored(Map<String, List<Endpoint>> endpoints) {
        stored = Map.copyOf(endpoints);
        merge();
    }

    private void merge() {
        var byId = new HashMap<String, Tenant>();
        var byKeyId = new HashMap<String, Caller>();
        for (var fromFile : loaded) {
            var tenant = fromFile.withMore(stored.getOrDefault(fromFile.id(), List.of()));
            byId.put(tenant.id(), tenant);
            tenant.keys().forEach(key -> byKeyId.put(key.id(), new Caller(tenant, key)));
        }
        snapshot = new Snapshot(Map.copyOf(byId), Map.copyOf(byKeyId), sharers(byId.values()));
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

    /** The tenant of this id. */
    public Optional<Tenant> find(String id) {
        return Optional.ofNullable(snapshot.byId().get(id));
    }

    /** All tenants, in no order. */
    public List<Tenant> all() {
        return List.copyOf(snapshot.byId().values());
    }

    /** The ids of all tenants, in no order. */
    public List<String> ids() {
        return List.copyOf(snapshot.byId().keySet());
    }

    /** Whose key this is; empty when it is nobody's, wrong, or expired. */
    Optional<Caller> authenticate(PresentedKey presented) {
        var known = Optional.ofNullable(snapshot.byKeyId().get(presented.id()));
        boolean right = known.map(Caller::key).orElse(NOBODY).isSecret(presented.secret());
        return known.filter(caller -> right && !caller.key().isExpiredAt(clock.instant()));
    }
}
