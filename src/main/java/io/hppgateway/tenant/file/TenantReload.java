package io.hppgateway.tenant.file;

import io.hppgateway.reload.Reloadable;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tenants' files, read again as one whole: either every file is good and all of them count, or nothing changes. */
public final class TenantReload implements Reloadable {
    // A directory of thousands may be put in place at once; the log is for people.
    private static final int NAMED = 20;

    private final TenantFiles files;
    private final Tenants tenants;
    private final Function<Collection<Tenant>, List<String>> rules;
    private volatile Map<String, Tenant> inForce;

    /**
     * @param inForce what was read at the start
     * @param rules faults that no single file shows, such as a webhook where none may go
     */
    public TenantReload(
            TenantFiles files,
            Tenants tenants,
            Collection<Tenant> inForce,
            Function<Collection<Tenant>, List<String>> rules) {
        this.files = files;
        this.tenants = tenants;
        this.rules = rules;
        this.inForce = byId(inForce);
    }

    @Override
    public String name() {
        return "tenants";
    }

    @Override
    public Set<Path> files() {
        return files.paths();
    }

    @Override
    public Change read() {
        var read = files.read();
        var faults = rules.apply(read);
        if (!faults.isEmpty()) {
            throw files.refused(faults);
        }
        return () -> Future.succeededFuture(take(byId(read)));
    }

    private String take(Map<String, Tenant> now) {
        var before = inForce;
        if (now.equals(before)) {
            return "";
        }
        tenants.replace(now.values());
        inForce = now;
        return difference(before, now);
    }

    private static String difference(Map<String, Tenant> before, Map<String, Tenant> now) {
        var added = new TreeSet<>(now.keySet());
        added.removeAll(before.keySet());
        var removed = new TreeSet<>(before.keySet());
        removed.removeAll(now.keySet());
        var changed = new TreeSet<>(now.keySet());
        changed.removeIf(id -> added.contains(id) || Objects.equals(now.get(id), before.get(id)));
        return "added " + some(added) + "; changed " + some(changed) + "; removed " + some(removed);
    }

    private static String some(Set<String> ids) {
        String named = ids.stream().limit(NAMED).collect(Collectors.joining(", "));
        int more = ids.size() - NAMED;
        return ids.isEmpty() ? "none" : more > 0 ? named + " and " + more + " more" : named;
    }

    private static Map<String, Tenant> byId(Collection<Tenant> all) {
        var byId = new TreeMap<String, Tenant>();
        all.forEach(tenant -> byId.put(tenant.id(), tenant));
        return byId;
    }
}
