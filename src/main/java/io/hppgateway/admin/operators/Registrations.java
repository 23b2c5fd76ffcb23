package io.hppgateway.admin.operators;

import io.hppgateway.http.Problem;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.file.TenantFile;
import io.hppgateway.tenant.stored.AuditEntry;
import io.hppgateway.tenant.stored.Registry;
import io.hppgateway.tenant.stored.RegistryStore;
import io.hppgateway.tenant.stored.Stored;
import io.hppgateway.tenant.stored.StoredTenant;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenants that the API owns, and those of files, which it only shows. */
final class Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);

    /** A change that another one overtook is made again on top of it. */
    private static final int TRIES = 3;

    private final Registry registry;
    private final Tenants tenants;
    private final Clock clock;

    Registrations(Registry registry, Tenants tenants, Clock clock) {
        this.registry = registry;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** The tenant of this id, wherever it comes from; 404 when there is none. */
    Future<Tenant> any(String id) {
        return registry.refresh().map(fresh -> tenants.find(id).orElseThrow(() -> Calls.unknown("tenant")));
    }

    /** Whether no tenant has this id, as far as this process knows. */
    boolean isFree(String id) {
        return tenants.find(id).isEmpty();
    }

    /** The tenant of this id that the API owns; 404 when there is none, 409 when a file owns it, 412 for another version. */
    Future<StoredTenant> owned(String id, OptionalLong version) {
        return any(id).map(tenant -> {
            var stored = registry.tenant(id).orElseThrow(Registrations::ofFile);
            if (version.isPresent() && version.getAsLong() != stored.version()) {
                throw stale();
            }
            return stored;
        });
    }

    /** 412, with what to do. */
    static RuntimeException stale() {
        return Problem.of(
                        412,
                        "PRECONDITION_FAILED",
                        "It has changed since this version. GET it, and send its ETag in If-Match.")
                .toException();
    }

    private static RuntimeException ofFile() {
        return Calls.conflict(
                "This tenant stands in a file, which owns it: change it there. The API changes only tenants that it"
                        + " made itself.");
    }

    /** Stores a new one; 400 with every fault, 409 when the id is taken. */
    Future<StoredTenant> create(RoutingContext ctx, JsonObject document) {
        var tenant = read(document, List.of(), "");
        var now = clock.instant();
        var made = new StoredTenant(Stored.NEW, Secret.of(document.encode()), tenant, now, now);
        var edit = new Edit(
                "tenant.create",
                made.field(),
                document,
                same -> same,
                one -> Shown.tenant(one, java.util.Optional.of(made), java.util.Map.of()));
        var entry = Calls.entry(ctx, edit.what(), edit.object(), new JsonObject(), edit.after(tenant));
        return registry.refresh()
                .compose(fresh -> tenants.find(tenant.id()).isPresent()
                        ? Future.failedFuture(taken(tenant.id()))
                        : registry.put(made, named(entry, tenant.id())))
                .map(put -> {
                    refuse(put);
                    log(entry, tenant.id());
                    return registry.tenant(tenant.id()).orElse(made);
                });
    }

    private static AuditEntry named(AuditEntry entry, String tenant) {
        return new AuditEntry(
                entry.who(), entry.what(), tenant, entry.object(), entry.request(), entry.before(), entry.after());
    }

    private RuntimeException taken(String id) {
        return Calls.conflict(
                tenants.isRegistered(id)
                        ? "There is a tenant of this id already."
                        : "A file holds a tenant of this id already; choose another id, or take the file away first.");
    }

    private static void refuse(RegistryStore.Put put) {
        switch (put) {
            case CONFLICT -> throw Calls.conflict("It was made or changed at the same time. Try again.");
            case TOO_MANY ->
                throw Calls.conflict(
                        "There are " + RegistryStore.MOST + " tenants and platform keys, as many as there may be.");
            case TOO_SOON ->
                throw Calls.conflict(
                        "A tenant of this id was deleted, and records of its sessions are still kept, which a new one"
                                + " would see. Choose another id.");
            case DONE -> {}
        }
    }

    /** Changes one; 400 with every fault, 404, 409 and 412 as {@link #owned} says. */
    Future<StoredTenant> change(RoutingContext ctx, Edit edit) {
        return change(ctx, edit, TRIES);
    }

    private Future<StoredTenant> change(RoutingContext ctx, Edit edit, int tries) {
        String id = Calls.param(ctx, "tenant");
        return owned(id, Calls.version(ctx)).compose(stored -> {
            var changed = changed(stored, edit);
            var entry = Calls.entry(
                    ctx, edit.what(), edit.object(), edit.shown().apply(stored.tenant()), edit.after(changed.tenant()));
            return registry.put(changed, entry).compose(put -> {
                if (put == RegistryStore.Put.CONFLICT && tries > 1) {
                    return change(ctx, edit, tries - 1);
                }
                refuse(put);
                log(entry, id);
                return Future.succeededFuture(registry.tenant(id)
                        .filter(now -> now.version() > changed.version())
                        .orElse(changed));
            });
        });
    }

    private StoredTenant changed(StoredTenant stored, Edit edit) {
        var before = new ArrayList<String>();
        TenantFile.read(stored.json(), before);
        var document = edit.apply().apply(stored.json());
        return stored.with(document, read(document, before, edit.path().apply(document)), clock.instant());
    }

    /**
     * @param known faults that the document had before, such as fields that a newer gateway wrote: not this caller's
     * @param path is taken away from what is told
     */
    private static Tenant read(JsonObject document, List<String> known, String path) {
        var faults = new ArrayList<String>();
        TenantFile.read(document, faults);
        faults.removeAll(known);
        faults.replaceAll(fault -> fault.startsWith(path) ? fault.substring(path.length()) : fault);
        Calls.refuse(faults);
        return TenantFile.readStored(document, faults)
                .orElseThrow(() -> new IllegalStateException(String.valueOf(faults)));
    }

    private static void log(AuditEntry entry, String tenant) {
        LOG.atInfo()
                .addKeyValue("tenant", tenant)
                .addKeyValue("operator", entry.who())
                .addKeyValue("object", entry.object())
                .addKeyValue("correlation_id", entry.request())
                .log("an operator changed a tenant: {}", entry.what());
    }

    /** Deletes this version. */
    Future<Void> delete(RoutingContext ctx, StoredTenant stored, JsonObject after) {
        String id = stored.tenant().id();
        var before = Shown.tenant(stored.tenant(), java.util.Optional.of(stored), java.util.Map.of());
        var entry = Calls.entry(ctx, "tenant.delete", stored.field(), before, after);
        return registry.delete(stored, entry).map(put -> {
            refuse(put);
            log(entry, id);
            return null;
        });
    }
}
