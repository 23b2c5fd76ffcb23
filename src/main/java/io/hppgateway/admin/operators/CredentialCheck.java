package io.hppgateway.admin.operators;

import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Account;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Tries an account out by reading a payment session that nobody has: Klarna answers 401 to wrong credentials and 404 to right
 * ones, and nothing is made.
 *
 * @param klarna where it is tried
 */
record CredentialCheck(Klarna klarna) {
    private static final String NOBODYS = "/payments/v1/sessions/00000000-0000-0000-0000-000000000000";

    /** {@code {"ok", "status", "message"}}; never fails because of what Klarna does. */
    Future<JsonObject> run(Account account) {
        return klarna.call(account.upstream(), KlarnaRequest.get(NOBODYS))
                .map(CredentialCheck::report)
                .recover(CredentialCheck::unreachable)
                .map(report -> report.put("id", account.id()));
    }

    private static JsonObject report(KlarnaAnswer answer) {
        boolean refused = answer.status() == 401 || answer.status() == 403;
        boolean ok = !refused && answer.status() < 500 && answer.status() != 429;
        return new JsonObject().put("ok", ok).put("status", answer.status()).put("message", message(refused, ok));
    }

    private static String message(boolean refused, boolean ok) {
        if (refused) {
            return "Klarna refuses these credentials at this host.";
        }
        return ok ? "Klarna takes these credentials." : "Klarna did not say; try again later.";
    }

    private static Future<JsonObject> unreachable(Throwable failure) {
        return failure instanceof KlarnaException
                ? Future.succeededFuture(new JsonObject()
                        .put("ok", false)
                        .putNull("status")
                        .put("message", "Klarna did not answer at this host."))
                : Future.failedFuture(failure);
    }
}
