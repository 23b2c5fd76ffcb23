package io.hppgateway.admin.webhooks;

import io.hppgateway.guard.AddressGuard;
import io.hppgateway.http.JsonFields;
import io.hppgateway.http.Problem;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.endpoint.EndpointFields;
import io.hppgateway.tenant.endpoint.StoredEndpoint;
import io.hppgateway.tenant.endpoint.WebhookKeys;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads what a tenant sends; every fault at once in a 400. */
final class WebhookRequest {
    private static final String SECRET = "secret";
    private static final String ED25519 = "ed25519";
    private static final String HEADERS = "headers";

    /** Not settings: they become keys, which are rotated and never given back. */
    private static final Set<String> KEYS = Set.of(SECRET, ED25519);

    private final AddressGuard guard;

    WebhookRequest(AddressGuard guard) {
        this.guard = guard;
    }

    /**
     * A body that is a JSON object; an empty one counts as {@code {}} .
     *
     * @throws io.hppgateway.http.ProblemException 400 when it is something else
     */
    static JsonObject object(Buffer body) {
        try {
            return body.length() == 0 ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw Problem.badValue("The body must be a JSON object.").toException();
        }
    }

    /**
     * An endpoint to be made.
     *
     * @throws io.hppgateway.http.ProblemException 400 with every fault
     */
    StoredEndpoint create(String tenant, String id, JsonObject body, Instant now) {
        var faults = new ArrayList<String>();
        var fields = new JsonFields(body, "", faults);
        var keys = new ArrayList<Endpoint.Key>();
        keys.add(Endpoint.Key.lasting(ownSecret(fields).orElseGet(WebhookKeys::newSecret)));
        if (fields.flag(ED25519, false)) {
            keys.add(Endpoint.Key.lasting(WebhookKeys.newPrivateKey()));
        }
        var settings = body.copy();
        KEYS.forEach(settings::remove);
        var endpoint = read(fields, id, keys, faults);
        return new StoredEndpoint(tenant, StoredEndpoint.NEW, Secret.of(settings.encode()), endpoint, now, now);
    }

    /** A secret that the tenant brings along, so that its receiver can know it before the first ping. */
    static Optional<Secret> ownSecret(JsonFields fields) {
        Optional<String> own = fields.optional(SECRET);
        if (fields.has(SECRET) && fields.isMissing(SECRET)) {
            fields.fault(SECRET, "must not be blank; leave it out for one that is made here");
        }
        if (own.filter(text -> !WebhookKeys.isSecret(text)).isPresent()) {
            fields.fault(SECRET, "must be " + WebhookKeys.ALLOWED);
        }
        return own.map(Secret::of);
    }

    /**
     * An endpoint with these changes: null resets to the default, what is not named stays (RFC 7396). A header without a value
     * keeps the one it has.
     *
     * @throws io.hppgateway.http.ProblemException 400 with every fault
     */
    StoredEndpoint change(StoredEndpoint stored, JsonObject patch, Instant now) {
        var faults = new ArrayList<String>();
        var settings = stored.settingsJson();
        for (String name : patch.fieldNames()) {
            if (patch.getValue(name) == null) {
                settings.remove(name);
            } else if (!KEYS.contains(name)) {
                settings.put(name, name.equals(HEADERS) ? headers(patch, settings) : patch.getValue(name));
            }
        }
        if (patch.getValue(SECRET) != null) {
            faults.add("secret cannot be changed here; POST …/rotate-secret does that");
        }
        var keys = keys(stored.endpoint().keys(), patch, faults);
        var endpoint =
                read(new JsonFields(settings, "", faults), stored.endpoint().id(), keys, faults);
        return stored.with(endpoint, settings, now);
    }

    private static Object headers(JsonObject patch, JsonObject settings) {
        if (!(patch.getValue(HEADERS) instanceof JsonArray wanted)) {
            return patch.getValue(HEADERS); // the reader says what is wrong with it
        }
        var known = settings.getJsonArray(HEADERS, new JsonArray());
        var headers = new JsonArray();
        for (Object one : wanted) {
            boolean keeps = one instanceof JsonObject header && header.getValue("value") == null;
            headers.add(keeps ? valued((JsonObject) one, known) : one);
        }
        return headers;
    }

    private static JsonObject valued(JsonObject header, JsonArray known) {
        String name = String.valueOf(header.getValue("name")).toLowerCase(Locale.ROOT);
        for (Object one : known) {
            if (one instanceof JsonObject old
                    && String.valueOf(old.getValue("name"))
                            .toLowerCase(Locale.ROOT)
                            .equals(name)) {
                return header.copy().put("value", old.getValue("value"));
            }
        }
        return header;
    }

    private static List<Endpoint.Key> keys(List<Endpoint.Key> known, JsonObject patch, List<String> faults) {
        var keys = new ArrayList<>(known);
        if (!patch.containsKey(ED25519)) {
            return keys;
        }
        boolean wanted = new JsonFields(patch, "", faults).flag(ED25519, false);
        boolean has = keys.stream().anyMatch(key -> WebhookKeys.isPrivateKey(key.secret()));
        if (wanted && !has) {
            keys.add(Endpoint.Key.lasting(WebhookKeys.newPrivateKey()));
        } else if (!wanted) {
            keys.removeIf(key -> WebhookKeys.isPrivateKey(key.secret()));
        }
        return keys;
    }

    private Endpoint read(JsonFields fields, String id, List<Endpoint.Key> keys, List<String> faults) {
        var endpoint = EndpointFields.read(fields, id, keys, "https", "http");
        fields.end();
        if (faults.stream().noneMatch(fault -> fault.startsWith("url "))) {
            guard.refusal(endpoint.url()).ifPresent(why -> faults.add("url is refused: " + why));
        }
        refuse(faults);
        return endpoint;
    }

    /** 400 when there is a fault. */
    static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw Problem.badValue(faults.toArray(String[]::new)).toException();
        }
    }
}
