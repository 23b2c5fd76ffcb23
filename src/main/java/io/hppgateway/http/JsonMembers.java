package io.hppgateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A JSON object taken apart into its members and put together again, each value byte for byte. As strict as {@link JsonSpots}. */
public final class JsonMembers {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonMembers() {}

    /**
     * Its members by name, in order.
     *
     * @throws ProblemException 400 when the bytes are no strict JSON object
     */
    public static Map<String, Buffer> of(Buffer object) {
        JsonSpots.find(object, Set.of());
        try (var parser = FACTORY.createParser(object.getBytes())) {
            return members(parser, object);
        } catch (IOException e) {
            throw new UncheckedIOException("it was read a moment ago", e);
        }
    }

    private static Map<String, Buffer> members(JsonParser parser, Buffer object) throws IOException {
        var members = new LinkedHashMap<String, Buffer>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            // A string is read lazily; only then the current location is behind it.
            parser.getText();
            int end = (int) parser.currentLocation().getByteOffset();
            members.put(name, object.getBuffer(start, end));
        }
        return members;
    }

    /** The object of these members. */
    public static Buffer join(Map<String, Buffer> members) {
        var joined = Buffer.buffer("{");
        members.forEach((name, value) -> joined.appendString(joined.length() == 1 ? "" : ",")
                .appendString(JsonSpots.quote(name))
                .appendString(":")
                .appendBuffer(value));
        return joined.appendString("}");
    }
}
