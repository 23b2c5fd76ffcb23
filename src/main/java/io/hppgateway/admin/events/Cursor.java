package io.hppgateway.admin.events;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A place in a list, in a text that is ours alone to read. */
public record Cursor(List<String> parts) {
    /** A time of Redis, as a score or the first half of a place. */
    public static final Pattern TIME = Pattern.compile("[0-9]{1,16}");

    /** How many came before; twice as many are still an {@code int}. */
    public static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

    /** An entry of a stream in Redis, and which of the attempts in it. */
    public static final Pattern ENTRY = Pattern.compile("[0-9]{1,16}-[0-9]{1,16}(\\.[0-9]{1,9})?");

    /** A name of any kind that may stand in a key. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~/!:-]{1,300}");

    private static final int LONGEST = 1000;

    public static String of(List<String> parts) {
        byte[] json = new JsonArray(parts).encode().getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    public String part(int at) {
        return parts.get(at);
    }

    /** The parameter {@code cursor}, whose parts have to match; one that did not come from here is a fault. */
    public static Optional<Cursor> in(Query query, List<Pattern> parts) {
        Optional<String> given = query.fields().optional("cursor");
        Optional<Cursor> cursor = given.flatMap(Cursor::read).filter(read -> read.fits(parts));
        if (given.isPresent() && cursor.isEmpty()) {
            query.fault("cursor", "must be next of an earlier answer to the same question");
        }
        return cursor;
    }

    private boolean fits(List<Pattern> patterns) {
        boolean fits = parts.size() == patterns.size();
        for (int i = 0; fits && i < patterns.size(); i++) {
            fits = patterns.get(i).matcher(part(i)).matches();
        }
        return fits;
    }

    private static Optional<Cursor> read(String text) {
        try {
            if (text.length() > LONGEST) {
                return Optional.empty();
            }
            var json = new JsonArray(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            return Optional.of(new Cursor(json.stream().map(String::valueOf).toList()));
        } catch (IllegalArgumentException | DecodeException e) {
            return Optional.empty();
        }
    }
}
