package io.hppgateway.admin.webhooks;

import io.hppgateway.http.JsonFields;
import io.hppgateway.http.Problem;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.endpoint.StoredEndpoint;
import io.hppgateway.tenant.endpoint.WebhookKeys;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A key that takes another one's place.
 *
 * @param key which kind
 * @param made the new one
 * @param overlap how long the old one still signs beside it
 */
record KeyChange(Kind key, Secret made, Duration overlap) {
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

    /** As Standard Webhooks advises. */
    private static final Duration OVERLAP = Duration.ofHours(24);

    /** Signatures of one kind in one header line: the new one and two that end. */
    private static final int MOST = 3;

    /** What signs. */
    enum Kind {
        SECRET,
        ED25519;

        boolean is(Endpoint.Key key) {
            return WebhookKeys.isPrivateKey(key.secret()) == (this == ED25519);
        }
    }

    /**
     * Reads the body of a rotation.
     *
     * @throws io.hppgateway.http.ProblemException 400 with every fault
     */
    static KeyChange read(JsonObject body) {
        var faults = new ArrayList<String>();
        var fields = new JsonFields(body, "", faults);
        Kind kind = fields.choice("key", Kind.class, Kind.SECRET);
        Duration overlap = fields.duration("overlap", Duration.ZERO, LONGEST_OVERLAP, OVERLAP);
        Optional<Secret> own = WebhookRequest.ownSecret(fields);
        if (own.isPresent() && kind == Kind.ED25519) {
            fields.fault("secret", "is for key: secret; an Ed25519 key is made here");
        }
        fields.end();
        WebhookRequest.refuse(faults);
        Secret made = kind == Kind.ED25519 ? WebhookKeys.newPrivateKey() : own.orElseGet(WebhookKeys::newSecret);
        return new KeyChange(kind, made, overlap);
    }

    /**
     * The endpoint with the new key. Older ones of the kind end with the overlap at the latest; what has ended is forgotten.
     *
     * @throws io.hppgateway.http.ProblemException 409 when there is no such key, or too many of them sign
     */
    StoredEndpoint applyTo(StoredEndpoint stored, Instant now) {
        if (stored.endpoint().keys().stream().noneMatch(key::is)) {
            throw conflict("This endpoint has no Ed25519 key; PATCH it with ed25519: true.");
        }
        Instant end = now.plus(overlap);
        var keys = new ArrayList<Endpoint.Key>();
        keys.add(Endpoint.Key.lasting(made));
        stored.endpoint().keys().forEach(old -> keys.add(key.is(old) && old.isLiveAt(end) ? ending(old, end) : old));
        keys.removeIf(one -> !one.isLiveAt(now));
        if (keys.stream().filter(key::is).count() > MOST) {
            throw conflict("Two older keys of this endpoint still sign. Wait until one has ended, or end them now with"
                    + " overlap: 0s.");
        }
        return stored.with(stored.endpoint().with(keys), stored.settingsJson(), now);
    }

    private static Endpoint.Key ending(Endpoint.Key key, Instant end) {
        return new Endpoint.Key(key.secret(), Optional.of(end));
    }

    private static RuntimeException conflict(String message) {
        return Problem.of(409, "CONFLICT", message).toException();
    }
}
