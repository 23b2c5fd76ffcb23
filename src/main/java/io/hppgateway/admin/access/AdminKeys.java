package io.hppgateway.admin.access;

import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operators' keys: {@code hpa_<id>_<secret>}, kept as the SHA-256 of the secret, as {@link ApiKey} says why.
 *
 * @param keys none: the API is off
 */
public record AdminKeys(List<ApiKey> keys) {
    /** What the setting has to be, for an error message. */
    public static final String ALLOWED =
            "admin keys separated by commas: each hpa_<id>_<secret> with a secret of 32 to 128"
                    + " letters and digits, or <id>:<SHA-256 of the secret in hex>; bin/new-admin-key makes one";

    private static final Pattern RAW = Pattern.compile("hpa_([A-Za-z0-9-]{1,40})_([A-Za-z0-9]{32,128})");
    private static final Pattern HASHED = Pattern.compile("([A-Za-z0-9-]{1,40}):([0-9a-f]{64})");

    // Compared with when the id is nobody's, so that it takes as long.
    private static final ApiKey NOBODY = key("", ApiKey.sha256(""));

    public AdminKeys {
        keys = List.copyOf(keys);
    }

    /** No keys. */
    public static AdminKeys none() {
        return new AdminKeys(List.of());
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException when it is not {@link #ALLOWED}, or an id stands twice; the message does not repeat it
     */
    public static AdminKeys of(Secret setting) {
        var keys = new ArrayList<ApiKey>();
        var ids = new HashSet<String>();
        for (String part : setting.reveal().split("[,\\s]+", -1)) {
            if (!part.isEmpty()) {
                var key = parse(part);
                if (!ids.add(key.id())) {
                    throw new IllegalArgumentException("an id stands twice");
                }
                keys.add(key);
            }
        }
        return new AdminKeys(keys);
    }

    private static ApiKey parse(String part) {
        var raw = RAW.matcher(part);
        if (raw.matches()) {
            return key(raw.group(1), ApiKey.sha256(raw.group(2)));
        }
        var hashed = HASHED.matcher(part);
        if (!hashed.matches()) {
            throw new IllegalArgumentException("is no admin key");
        }
        return key(hashed.group(1), hashed.group(2));
    }

    private static ApiKey key(String id, String sha256) {
        return new ApiKey(id, "", sha256, Set.of(), Optional.empty(), Optional.empty());
    }

    /** The id of the key in an {@code Authorization} header, as {@code Bearer <key>} or {@code Basic base64(<id>:<secret>)}. */
    Optional<String> find(@Nullable String authorization) {
        String header = authorization == null ? "" : authorization;
        int space = header.indexOf(' ');
        String value = header.substring(space + 1).trim();
        return switch (header.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT)) {
            case "bearer" -> match(RAW, value);
            case "basic" -> match(Pattern.compile("([A-Za-z0-9-]{1,40}):([A-Za-z0-9]{32,128})"), decoded(value));
            default -> Optional.empty();
        };
    }

    private Optional<String> match(Pattern shape, String text) {
        var match = shape.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        var known = keys.stream().filter(key -> key.id().equals(match.group(1))).findFirst();
        boolean right = known.orElse(NOBODY).isSecret(match.group(2));
        return known.filter(key -> right).map(ApiKey::id);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
