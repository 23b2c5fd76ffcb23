package io.hppgateway.admin.webhooks;

import io.hppgateway.delivery.EndpointState;
import io.hppgateway.delivery.Endpoints;
import io.hppgateway.history.AttemptLog;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** How an endpoint is doing. */
record Condition(EndpointState state, Latencies latencies) {
    /** Attempts of the tenant that are looked at: one answer of Redis of some 300 KiB, a few ms of work. */
    private static final int LAST = 1000;

    /** The conditions of these endpoints of one tenant, in the same order. */
    static Future<List<Condition>> of(String tenant, List<Webhook> webhooks, Endpoints endpoints, AttemptLog log) {
        var attempts = log.last(tenant, LAST);
        var states = Future.all(
                webhooks.stream().map(webhook -> endpoints.state(webhook.ref())).toList());
        return Future.all(attempts, states).map(done -> {
            var conditions = new ArrayList<Condition>();
            for (int i = 0; i < webhooks.size(); i++) {
                var latencies = Latencies.of(webhooks.get(i).id(), attempts.result());
                conditions.add(new Condition(states.result().resultAt(i), latencies));
            }
            return conditions;
        });
    }
}
