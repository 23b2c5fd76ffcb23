package io.hppgateway.sandbox.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an {@code Authorization: Basic} header may mean: a raw key, or base64 of a key or of {@code user:password}. */
record Credentials(List<String> readings) {

    /** The readings in the order they are tried: Klarna documents the raw key first. */
    static Credentials of(@Nullable String authorization) {
        var readings = new ArrayList<String>();
        if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            var raw = authorization.substring("basic ".length()).strip();
            readings.add(raw);
            decoded(raw).ifPresent(readings::add);
        }
        return new Credentials(List.copyOf(readings));
    }

    private static Optional<String> decoded(String raw) {
        try {
            var text = new String(Base64.getDecoder().decode(raw), StandardCharsets.UTF_8);
            // A raw key can happen to be valid base64; what it decodes to is no text then.
            return text.chars().noneMatch(c -> c < ' ' || c == 0xFFFD) ? Optional.of(text) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The reading a person would choose: the decoded one where there is one. */
    private Optional<String> likeliest() {
        return readings.isEmpty() ? Optional.empty() : Optional.of(readings.get(readings.size() - 1));
    }

    Optional<String> username() {
        return likeliest().map(text -> text.contains(":") ? text.substring(0, text.indexOf(':')) : "");
    }

    Optional<String> password() {
        return likeliest().map(text -> text.substring(text.indexOf(':') + 1));
    }
}
