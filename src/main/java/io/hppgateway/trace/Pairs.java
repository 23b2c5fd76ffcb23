package io.hppgateway.trace;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code name=value,name=value} with percent-encoded values, as OpenTelemetry's variables hold them (OpenTelemetry, "Environment
 * Variable Specification"). A plus sign is one: it stands in base64.
 */
final class Pairs {
    private Pairs() {}

    /** In their order; empty when a pair has no name, a value cannot be decoded, or has control characters. */
    static Optional<Map<String, String>> parse(String text) {
        var pairs = new LinkedHashMap<String, String>();
        if (text.isBlank()) {
            return Optional.of(pairs);
        }
        try {
            for (String pair : text.split(",", -1)) {
                int equals = pair.indexOf('=');
                String name = pair.substring(0, Math.max(0, equals)).trim();
                String value = decode(pair.substring(equals + 1).trim());
                if (name.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
                    return Optional.empty();
                }
                pairs.put(name, value);
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a % that encodes nothing
        }
        return Optional.of(pairs);
    }

    private static String decode(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
