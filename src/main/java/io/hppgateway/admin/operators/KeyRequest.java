package io.hppgateway.admin.operators;

import io.hppgateway.http.JsonFields;
import io.hppgateway.secret.Base62;
import io.hppgateway.secret.Secret;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What keys of tenants and of platforms have in common: how they are made, named and ended. */
final class KeyRequest {
    static final int LONGEST_NAME = 200;

    /** 43 of 62 symbols are 256 bits, as much as 32 random bytes. */
    private static final int SECRET_LENGTH = 43;

    /** 95 bits: unique without asking anybody. */
    private static final int ID_LENGTH = 16;

    private static final Duration LONGEST = Duration.ofDays(3660);

    private KeyRequest() {}

    static String newId() {
        return "k" + Base62.random(ID_LENGTH);
    }

    static Secret newSecret() {
        return Secret.of(Base62.random(SECRET_LENGTH));
    }

    /** The whole key, which is shown this once. */
    static String whole(String id, Secret secret) {
        return "hpk_" + id + "_" + secret.reveal();
    }

    static Optional<String> name(JsonFields fields) {
        var name = fields.optional("name");
        if (name.filter(text -> text.length() > LONGEST_NAME).isPresent()) {
            fields.fault("name", "must have at most " + LONGEST_NAME + " characters");
        }
        return name;
    }

    /** {@code expires_at}, a moment, or {@code expires_in}, a duration; empty for neither. */
    static Optional<Instant> expiry(JsonFields fields, Instant now) {
        boolean lasts = fields.has("expires_in");
        var in = fields.duration("expires_in", Duration.ZERO, LONGEST, Duration.ZERO);
        var at = fields.optional("expires_at").flatMap(text -> instant(fields, text));
        for (String end : List.of("expires_in", "expires_at")) {
            if (fields.has(end) && fields.isMissing(end)) {
                fields.fault(end, "must not be blank; leave it out for a key that lasts");
            }
        }
        if (lasts && fields.has("expires_at")) {
            fields.fault("expires_in", "and expires_at exclude each other; keep one");
        }
        return lasts ? Optional.of(now.plus(in)) : at;
    }

    private static Optional<Instant> instant(JsonFields fields, String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            fields.fault("expires_at", "must be a UTC time such as 2027-01-31T00:00:00Z");
            return Optional.empty();
        }
    }

    /** Those that are given; empty when none are. */
    static List<String> scopes(JsonFields fields) {
        var scopes = fields.texts("scopes");
        if (fields.has("scopes") && scopes.isEmpty()) {
            fields.fault("scopes", "must hold one at least; DELETE revokes a key");
        }
        return scopes;
    }
}
