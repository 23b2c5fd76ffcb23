package io.hppgateway.history;

import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.SecretBox;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** Reads what attempts.lua finds in the stream {@code attempts:TENANT}, which settle.lua writes. */
final class Attempts {
    static final String REPLAY = "!replay";

    private final SecretBox box;

    Attempts(SecretBox box) {
        this.box = box;
    }

    /**
     * One attempt. Its {@code line} is "REF SESSION EVENT ATTEMPT OUTCOME STATUS LATENCY".
     *
     * @param cursor "ENTRY", or "ENTRY.N" for the Nth of an entry with several
     * @param flat names and values in turn
     */
    AttemptEntry read(String cursor, Response flat) {
        var fields = new HashMap<String, Response>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1));
        }
        String[] line = String.valueOf(fields.get("line")).split(" ", -1);
        return new AttemptEntry(
                cursor,
                Instant.ofEpochMilli(Long.parseLong(cursor.substring(0, cursor.indexOf('-')))),
                line[0].substring(line[0].indexOf('/') + 1),
                line[1],
                line[2],
                Integer.parseInt(line[3]),
                line[4],
                Integer.parseInt(line[5]),
                Long.parseLong(line[6]),
                fields.containsKey("error") ? fields.get("error").toString() : "",
                response(fields.get("response"), line[0]));
    }

    private String response(@Nullable Response sealed, String lane) {
        byte[] bytes = sealed == null ? new byte[0] : sealed.toBytes();
        if (bytes.length == 0) {
            return "";
        }
        try {
            var endpoint = EndpointRef.parse(lane.replace(REPLAY, ""));
            return new String(box.open(bytes, Attempt.context(endpoint)), StandardCharsets.UTF_8);
        } catch (SealBrokenException e) {
            return "";
        }
    }
}
