package io.hppgateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as bytes, with the places of a few values marked, so that those values can be replaced and everything
 * else stays byte for byte: order, spacing, escapes, and numbers no Java type holds.
 *
 * <p>Strict: UTF-8, one object and nothing after it, no key twice in one object (two readers would pick different ones).
 */
public final class JsonSpots {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final byte[] json;
    private final Map<String, Spot> spots;

    private record Spot(
            int start, int end, JsonToken token, @Nullable String text) {
        Spot endingAt(int newEnd) {
            return new Spot(start, newEnd, token, text);
        }
    }

    private JsonSpots(byte[] json, Map<String, Spot> spots) {
        this.json = json;
        this.spots = spots;
    }

    /**
     * Reads an object and marks the values at these paths.
     *
     * @param paths keys joined by dots, such as {@code merchant_urls.status_update}; array elements have no path
     * @throws ProblemException 400 when the bytes are no strict JSON object; the message gives line and column
     */
    public static JsonSpots find(Buffer json, Set<String> paths) {
        byte[] bytes = json.getBytes();
        if (bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            // RFC 8259, section 8.1 forbids it, and it would shift every offset.
            throw Problem.badValue("The body starts with a byte order mark; leave it out.")
                    .toException();
        }
        try (var parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.badValue("The body must be a JSON object, in UTF-8.")
                        .toException();
            }
            var spots = new HashMap<String, Spot>();
            spots.put("", new Spot(start(parser), 0, JsonToken.START_OBJECT, null));
            readObject(parser, "", paths, spots);
            if (parser.nextToken() != null) {
                throw Problem.badValue("The body goes on after its JSON object; send one object.")
                        .toException();
            }
            return new JsonSpots(bytes, spots);
        } catch (JsonProcessingException e) {
            throw Problem.badValue(describe(e)).toException();
        } catch (IOException e) {
            throw Problem.badValue("The body is not JSON in UTF-8.").toException();
        }
    }

    private static void readObject(JsonParser parser, String prefix, Set<String> paths, Map<String, Spot> spots)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String path = prefix + name;
            parser.nextToken();
            // A key that holds a dot itself would look like a path.
            boolean wanted = name.indexOf('.') < 0 && paths.contains(path);
            @Nullable Spot opened = wanted ? spotAt(parser) : null;
            if (parser.currentToken() == JsonToken.START_OBJECT && leadsOn(path, paths)) {
                readObject(parser, path + ".", paths, spots);
            } else {
                parser.skipChildren();
            }
            if (opened != null) {
                spots.put(path, opened.endingAt(end(parser)));
            }
        }
    }

    private static boolean leadsOn(String path, Set<String> paths) {
        for (String wanted : paths) {
            if (wanted.length() > path.length() && wanted.charAt(path.length()) == '.' && wanted.startsWith(path)) {
                return true;
            }
        }
        return false;
    }

    private static Spot spotAt(JsonParser parser) throws IOException {
        int start = start(parser);
        var token = parser.currentToken();
        // getText reads a lazily parsed string to its end; only then the current location is behind it.
        String text = parser.getText();
        return new Spot(start, end(parser), token, token == JsonToken.VALUE_STRING ? text : null);
    }

    private static int end(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    private static int start(JsonParser parser) {
        long offset = parser.currentTokenLocation().getByteOffset();
        if (offset < 0) {
            throw Problem.badValue("The body must be a JSON object in UTF-8, not in UTF-16 or UTF-32.")
                    .toException();
        }
        return (int) offset;
    }

    private static String describe(JsonProcessingException e) {
        boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
        var at = e.getLocation();
        return (twice ? "A key stands twice in one JSON object" : "The body is not valid JSON")
                + (at == null ? "." : ": line " + at.getLineNr() + ", column " + at.getColumnNr() + ".");
    }

    /** The text at a path; empty when there is nothing, {@code null}, or a value that is no string. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(spots.get(path)).map(Spot::text);
    }

    /** The bytes of the value at a path, whatever it is; empty when there is none. */
    public Optional<Buffer> raw(String path) {
        return Optional.ofNullable(spots.get(path))
                .map(spot -> Buffer.buffer(spot.end() - spot.start())
                        .appendBytes(json, spot.start(), spot.end() - spot.start()));
    }

    /** Whether a value other than {@code null} stands at a path. */
    public boolean has(String path) {
        var spot = spots.get(path);
        return spot != null && spot.token() != JsonToken.VALUE_NULL;
    }

    /** Whether a value, be it {@code null}, stands at a path. */
    public boolean contains(String path) {
        return spots.containsKey(path);
    }

    /** Whether the value at a path is an object. */
    public boolean isObject(String path) {
        var spot = spots.get(path);
        return spot != null && spot.token() == JsonToken.START_OBJECT;
    }

    /** Starts a set of changes. */
    public Edit edit() {
        return new Edit();
    }

    /** Changes to be made at once; the object they come from stays as it is. */
    public final class Edit {
        private final TreeMap<Integer, Splice> splices = new TreeMap<>();

        private record Splice(int end, String text) {}

        private Edit() {}

        /** Puts a string in the place of the value at a marked path; without such a value nothing happens. */
        public Edit replace(String path, String value) {
            return replaceRaw(path, quote(value));
        }

        /** Puts raw JSON in the place of the value at a marked path. */
        public Edit replaceRaw(String path, String rawJson) {
            var spot = spots.get(path);
            if (spot != null) {
                splices.put(spot.start(), new Splice(spot.end(), rawJson));
            }
            return this;
        }

        /** Adds a key to the front of the object at a marked path; the empty path is the whole. */
        public Edit insert(String objectPath, String key, String rawJson) {
            var spot = java.util.Objects.requireNonNull(spots.get(objectPath), objectPath);
            int inside = spot.start() + 1;
            splices.put(inside, new Splice(inside, quote(key) + ":" + rawJson + (isEmptyFrom(inside) ? "" : ",")));
            return this;
        }

        private boolean isEmptyFrom(int inside) {
            int at = inside;
            while (at < json.length && Character.isWhitespace(json[at])) {
                at++;
            }
            return at < json.length && json[at] == '}';
        }

        /** The object with the changes. */
        public Buffer apply() {
            var out = Buffer.buffer(json.length + 256);
            int from = 0;
            for (var splice : splices.entrySet()) {
                out.appendBytes(json, from, splice.getKey() - from);
                out.appendString(splice.getValue().text());
                from = splice.getValue().end();
            }
            return out.appendBytes(json, from, json.length - from);
        }
    }

    /** A Java string as a JSON string, quotes included. */
    public static String quote(String value) {
        return '"'
                + (isPlain(value)
                        ? value
                        : new String(JsonStringEncoder.getInstance().quoteAsString(value)))
                + '"';
    }

    /** Whether no character needs an escape (RFC 8259, section 7). */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
