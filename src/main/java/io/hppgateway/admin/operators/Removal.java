package io.hppgateway.admin.operators;

import io.hppgateway.delivery.EndpointState;
import io.hppgateway.delivery.Endpoints;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.endpoint.EndpointDirectory;
import io.hppgateway.tenant.stored.KeyUseStore;
import io.hppgateway.tenant.stored.StoredTenant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a tenant away: it has to be suspended, so that it begins nothing new, and owed nothing, unless this is forced. Its endpoints
 * go first and the tenant last, so that a removal that broke off is finished by the next one.
 */
final class Removal {
    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    /** Another pod may take in an event, or store an endpoint, until it has heard of the deletion. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** Endpoints that are looked at together. */
    private static final int AT_ONCE = 100;

    private final Vertx vertx;
    private final Registrations registrations;
    private final EndpointDirectory directory;
    private final Endpoints endpoints;
    private final KeyUseStore uses;

    Removal(
            Vertx vertx,
            Registrations registrations,
            EndpointDirectory directory,
            Endpoints endpoints,
            KeyUseStore uses) {
        this.vertx = vertx;
        this.registrations = registrations;
        this.directory = directory;
        this.endpoints = endpoints;
        this.uses = uses;
    }

    /** Answers what is gone; 409 when it must not be taken away yet. */
    Future<JsonObject> run(RoutingContext ctx, StoredTenant stored, boolean force) {
        String id = stored.tenant().id();
        if (stored.tenant().status() != Tenant.Status.SUSPENDED) {
            return Future.failedFuture(Calls.conflict("Suspend the tenant first, so that it begins nothing new."));
        }
        return owed(id).compose(owed -> owed > 0 && !force
                ? Future.failedFuture(waiting(owed))
                : expire(id).compose(expired -> forget(ctx, stored, expired)));
    }

    private static RuntimeException waiting(long owed) {
        return Calls.conflict("Its endpoints are still owed the events of " + owed
                + " sessions. Wait, or let them expire with" + " ?force=true.");
    }

    private Future<Long> owed(String tenant) {
        return endpoints
                .all(tenant)
                .compose(all -> sum(all, one -> endpoints.state(one).map(EndpointState::sessions)));
    }

    private Future<Long> expire(String tenant) {
        return directory
                .refresh(tenant)
                .compose(fresh -> Future.all(
                        directory.of(tenant).stream().map(directory::delete).toList()))
                .compose(deleted -> clear(tenant));
    }

    private Future<Long> clear(String tenant) {
        return endpoints.all(tenant).compose(all -> sum(all, endpoints::remove));
    }

    /** A few at a time: a tenant may have thousands, as each origin of a session's own URL is one. */
    private static Future<Long> sum(List<EndpointRef> all, Function<EndpointRef, Future<Long>> of) {
        if (all.isEmpty()) {
            return Future.succeededFuture(0L);
        }
        var some = all.subList(0, Math.min(AT_ONCE, all.size()));
        return Future.all(some.stream().map(of).toList())
                .map(done ->
                        done.<Long>list().stream().mapToLong(Long::longValue).sum())
                .compose(sum -> sum(all.subList(some.size(), all.size()), of).map(more -> sum + more));
    }

    private Future<JsonObject> forget(RoutingContext ctx, StoredTenant stored, long expired) {
        var tenant = stored.tenant();
        var gone = new JsonObject().put("expired_events", expired);
        return registrations.delete(ctx, stored, gone).map(done -> {
            uses.forget(tenant.keys().stream().map(ApiKey::id).toList())
                    .onFailure(away -> LOG.info("when its keys were used is not forgotten: {}", away.getMessage()));
            vertx.setTimer(LATE.toMillis(), late -> lookAgain(tenant.id()));
            return gone.copy().put("id", tenant.id()).put("deleted", true);
        });
    }

    private void lookAgain(String id) {
        // A file may have given the id to somebody by now, who keeps what it makes and is owed.
        if (registrations.isFree(id)) {
            expire(id).onFailure(away -> LOG.info("what {} left was not looked at again: {}", id, away.getMessage()));
        }
    }
}
