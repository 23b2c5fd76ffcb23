package io.hppgateway.session.create;

import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaTime;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Klarna's answer to a create: what we keep of it, and what the tenant gets. */
final class CreateAnswer {
    private static final String ID = "session_id";
    private static final String EXPIRES = "expires_at";
    // The URLs at the API host. Pay pages, QR codes, tokens and JWTs are public and stay as they are.
    private static final Set<String> API_URLS = Set.of(
            "session_url", "distribution_url", "manual_identification_check_url", "distribution_module.generation_url");
    private static final Set<String> MARKED = marked();

    private final JsonSpots body;

    private CreateAnswer(JsonSpots body) {
        this.body = body;
    }

    /**
     * Reads the body.
     *
     * @throws KlarnaException when it is no JSON object with a usable session id
     */
    static CreateAnswer parse(Buffer bytes) {
        try {
            var body = JsonSpots.find(bytes, MARKED);
            if (body.text(ID).filter(HppSession::isId).isPresent()) {
                return new CreateAnswer(body);
            }
        } catch (ProblemException e) {
            throw KlarnaException.unusable("answered a create with something that is not JSON");
        }
        throw KlarnaException.unusable("answered a create without a session_id");
    }

    private static Set<String> marked() {
        var paths = new HashSet<>(API_URLS);
        paths.add(ID);
        paths.add(EXPIRES);
        return Set.copyOf(paths);
    }

    String sessionId() {
        return body.text(ID).orElseThrow();
    }

    Optional<Instant> expiresAt() {
        return body.text(EXPIRES).flatMap(KlarnaTime::parse);
    }

    /** The body with every API URL moved from Klarna's origin to ours. */
    Buffer forTenant(String klarna, String gateway) {
        var edit = body.edit();
        for (String path : API_URLS) {
            body.text(path)
                    .filter(url -> url.startsWith(klarna + "/"))
                    .ifPresent(url -> edit.replace(path, gateway + url.substring(klarna.length())));
        }
        return edit.apply();
    }
}
