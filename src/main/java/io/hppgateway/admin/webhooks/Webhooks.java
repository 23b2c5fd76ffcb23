package io.hppgateway.admin.webhooks;

import io.hppgateway.delivery.Endpoints;
import io.hppgateway.http.Problem;
import io.hppgateway.secret.Base62;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.endpoint.EndpointDirectory;
import io.hppgateway.tenant.endpoint.EndpointStore;
import io.hppgateway.tenant.endpoint.StoredEndpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a tenant does with its endpoints: those it made here it may change, those in its file it may look at and steer. */
final class Webhooks {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    /** 131 bits: unguessable, though nothing depends on it. */
    private static final int ID_LENGTH = 22;

    /** A change that another one overtook is made again on top of it. */
    private static final int TRIES = 3;

    /** Another pod may take in an event for a deleted endpoint until it has heard of the deletion. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Tenants tenants;
    private final EndpointDirectory directory;
    private final Endpoints endpoints;

    Webhooks(Vertx vertx, Tenants tenants, EndpointDirectory directory, Endpoints endpoints) {
        this.vertx = vertx;
        this.tenants = tenants;
        this.directory = directory;
        this.endpoints = endpoints;
    }

    static String newId() {
        return StoredEndpoint.ID_PREFIX + Base62.random(ID_LENGTH);
    }

    /** Those of its file in the file's order, then those it made, the oldest first. */
    Future<List<Webhook>> list(Tenant tenant) {
        return directory.refresh(tenant.id()).map(fresh -> {
            var all = new ArrayList<>(inFile(tenant));
            directory.of(tenant.id()).forEach(stored -> all.add(Webhook.of(stored)));
            return all;
        });
    }

    private static List<Webhook> inFile(Tenant tenant) {
        return tenant.endpoints().stream()
                .filter(endpoint -> !endpoint.id().startsWith(StoredEndpoint.ID_PREFIX))
                .map(endpoint -> Webhook.inFile(tenant.id(), endpoint))
                .toList();
    }

    /** The one of this id; 404 for another tenant's, as for one that nobody has. */
    Future<Webhook> find(Tenant tenant, String id) {
        return list(tenant)
                .map(all -> all.stream()
                        .filter(webhook -> webhook.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> Problem.notFound("There is no webhook endpoint of this id.")
                                .toException()));
    }

    /**
     * Stores a new one.
     *
     * @param tenant as it was when the call came in, perhaps long ago: one that was suspended or deleted since gets none, and so
     *     leaves none to whoever has its id next
     */
    Future<Webhook> create(Tenant tenant, StoredEndpoint made) {
        boolean same = tenants.find(tenant.id())
                .filter(now -> now.status() == tenant.status())
                .isPresent();
        if (!same) {
            return Future.failedFuture(conflict("The tenant was suspended or deleted meanwhile; nothing was made."));
        }
        return directory.put(made).map(put -> {
            if (put == EndpointStore.Put.TOO_MANY) {
                throw conflict("This tenant has " + EndpointStore.MOST + " endpoints, as many as it may have.");
            }
            log(made, "a webhook endpoint was made");
            return Webhook.of(
                    directory.find(made.tenant(), made.endpoint().id()).orElse(made));
        });
    }

    /**
     * Changes one that was made here.
     *
     * @param version the change is for this one only; empty for whichever there is
     */
    Future<Webhook> change(Tenant tenant, String id, Optional<String> version, UnaryOperator<StoredEndpoint> change) {
        return change(tenant, id, version, change, TRIES);
    }

    private Future<Webhook> change(
            Tenant tenant, String id, Optional<String> version, UnaryOperator<StoredEndpoint> change, int tries) {
        return own(tenant, id, version)
                .map(change)
                .compose(changed -> directory.put(changed).compose(put -> {
                    if (put == EndpointStore.Put.DONE) {
                        log(changed, "a webhook endpoint was changed");
                        return Future.succeededFuture(Webhook.of(directory
                                .find(tenant.id(), id)
                                .filter(now -> now.version() > changed.version())
                                .orElse(changed)));
                    }
                    return tries > 1
                            ? change(tenant, id, version, change, tries - 1)
                            : Future.failedFuture(overtaken());
                }));
    }

    private Future<StoredEndpoint> own(Tenant tenant, String id, Optional<String> version) {
        return find(tenant, id).map(webhook -> {
            var stored = webhook.stored()
                    .orElseThrow(() -> conflict("This endpoint stands in the tenant's file, which owns it: change it"
                            + " there. Here it can be read, pinged, paused and resumed."));
            if (version.filter(wanted -> !wanted.equals(Long.toString(stored.version())))
                    .isPresent()) {
                throw Problem.of(
                                412,
                                "PRECONDITION_FAILED",
                                "The endpoint has changed since this version. GET it, and send its ETag in If-Match.")
                        .toException();
            }
            return stored;
        });
    }

    /** Deletes one that was made here; answers how many events it was still owed. */
    Future<Long> delete(Tenant tenant, String id, Optional<String> version) {
        return own(tenant, id, version)
                .compose(stored -> directory
                        .delete(stored)
                        .compose(done -> done ? forget(stored) : Future.failedFuture(overtaken())));
    }

    private Future<Long> forget(StoredEndpoint deleted) {
        log(deleted, "a webhook endpoint was deleted");
        var ref = Webhook.of(deleted).ref();
        vertx.setTimer(
                LATE.toMillis(),
                late -> endpoints
                        .remove(ref)
                        .onFailure(failure ->
                                LOG.info("the queue of {} was not looked at again: {}", ref, failure.getMessage())));
        return endpoints.remove(ref);
    }

    /** What it is owed is held from now on. */
    Future<Void> pause(Webhook webhook, String reason) {
        return endpoints.pause(webhook.ref(), reason).mapEmpty();
    }

    /** What it is owed is due now. */
    Future<Void> resume(Webhook webhook) {
        return endpoints.resume(webhook.ref());
    }

    private static RuntimeException overtaken() {
        return conflict("The endpoint was changed at the same time. Try again.");
    }

    private static RuntimeException conflict(String message) {
        return Problem.of(409, "CONFLICT", message).toException();
    }

    private static void log(StoredEndpoint stored, String what) {
        LOG.atInfo()
                .addKeyValue("tenant", stored.tenant())
                .addKeyValue("endpoint", stored.endpoint().id())
                .log(what);
    }
}
