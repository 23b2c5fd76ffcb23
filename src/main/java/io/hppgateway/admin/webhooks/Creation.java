package io.hppgateway.admin.webhooks;

import io.hppgateway.http.Problem;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.endpoint.StoredEndpoint;
import io.hppgateway.webhook.Preflight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * Makes an endpoint, with a preflight or without.
 *
 * @param tenant who asked for it
 * @param preflight tries an endpoint out
 */
record Creation(Webhooks webhooks, Tenant tenant, Function<Webhook, Future<Preflight.Report>> preflight) {

    /** What {@code ?preflight=} says. */
    enum Flight {
        /** It is made, whatever the receiver does. */
        TRUE,
        FALSE,
        /** It is made only when the receiver takes the valid ping. */
        REQUIRED
    }

    /** @param more what is told of it only now */
    record Created(Webhook webhook, JsonObject more) {}

    Future<Created> run(StoredEndpoint made, Flight flight) {
        var more = new JsonObject()
                .put("secret", made.endpoint().keys().get(0).secret().reveal());
        return switch (flight) {
            case FALSE -> webhooks.create(tenant, made).map(webhook -> new Created(webhook, more));
            case TRUE ->
                webhooks.create(tenant, made)
                        .compose(webhook ->
                                preflight.apply(webhook).map(report -> new Created(webhook, with(more, report))));
            case REQUIRED ->
                preflight
                        .apply(Webhook.of(made))
                        .map(Creation::demanded)
                        .compose(report ->
                                webhooks.create(tenant, made).map(webhook -> new Created(webhook, with(more, report))));
        };
    }

    private static JsonObject with(JsonObject more, Preflight.Report report) {
        return more.put("preflight", WebhookJson.of(report));
    }

    private static Preflight.Report demanded(Preflight.Report report) {
        if (report.valid().isAccepted()) {
            return report;
        }
        throw Problem.of(
                        422,
                        "PREFLIGHT_FAILED",
                        "Nothing was made, since the receiver did not accept the ping: "
                                + report.valid().error() + ".",
                        "A receiver that checks signatures has to know the secret before: send one of your own as secret.")
                .toException();
    }
}
