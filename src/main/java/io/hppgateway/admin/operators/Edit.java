package io.hppgateway.admin.operators;

import io.hppgateway.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One change of a tenant's document.
 *
 * @param what for the audit, such as {@code account.change}
 * @param object what is changed, such as {@code account/eu}
 * @param body what the caller sent: only the names of its secrets are told
 * @param apply the document, the caller's own copy, to the changed one; throws a problem when it cannot be
 * @param shown what people see of the object in a tenant; empty when it has none
 * @param path where the body stands in the document, such as {@code accounts[1].}: faults are told without it
 */
record Edit(
        String what,
        String object,
        JsonObject body,
        UnaryOperator<JsonObject> apply,
        Function<Tenant, JsonObject> shown,
        Function<JsonObject, String> path) {
    private static final Set<String> SECRETS = Set.of("api_key", "username", "password", "secret", "secrets");

    /** One whose faults need no other path. */
    Edit(
            String what,
            String object,
            JsonObject body,
            UnaryOperator<JsonObject> apply,
            Function<Tenant, JsonObject> shown) {
        this(what, object, body, apply, shown, document -> "");
    }

    /** The object as it is told after the change: with the names of the secrets that were set. */
    JsonObject after(Tenant tenant) {
        var set = secretsOf(body);
        var after = shown.apply(tenant);
        return set.isEmpty() ? after : after.put("secrets_set", new JsonArray(set));
    }

    private static List<String> secretsOf(JsonObject object) {
        return object.stream()
                .flatMap(entry -> entry.getValue() instanceof JsonObject inner
                        ? secretsOf(inner).stream().map(name -> entry.getKey() + "." + name)
                        : java.util.stream.Stream.of(entry.getKey()).filter(SECRETS::contains))
                .sorted()
                .toList();
    }
}
