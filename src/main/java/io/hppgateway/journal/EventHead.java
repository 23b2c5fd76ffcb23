package io.hppgateway.journal;

import io.hppgateway.http.TraceParent;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is known of an event besides its content, as {@code pack_head} of common.lua writes it: eight texts and the type with
 * the status behind it, separated by spaces.
 *
 * @param sequence number in its session, from 1
 * @param source {@code callback}, {@code disable}, {@code reconciled} or {@code gateway}
 * @param acceptedAt epoch ms of Redis' clock
 * @param trace where it stands in its trace, if anybody said so
 * @param account the tenant's account, empty for what belongs to none
 * @param type such as {@code session.completed}
 * @param status Klarna's word
 */
public record EventHead(
        long sequence,
        String source,
        boolean verified,
        boolean outdated,
        long acceptedAt,
        Optional<TraceParent> trace,
        String account,
        String type,
        String status) {

    /** How many texts stand before the type. */
    private static final int TEXTS = 8;

    /** Reads the field {@code head} of an event. */
    public static EventHead read(Response head) {
        String text = head.toString();
        var parts = new String[TEXTS];
        int from = 0;
        for (int i = 0; i < TEXTS; i++) {
            int space = text.indexOf(' ', from);
            parts[i] = text.substring(from, space);
            from = space + 1;
        }
        // Lua counts bytes, and a status that Klarna does not have yet may be in any script.
        byte[] rest = text.substring(from).getBytes(StandardCharsets.UTF_8);
        int length = Integer.parseInt(parts[7]);
        return new EventHead(
                Long.parseLong(parts[0]),
                parts[1],
                parts[2].equals("1"),
                parts[3].equals("1"),
                Long.parseLong(parts[4]),
                TraceParent.parse(parts[5]),
                parts[6],
                new String(rest, 0, length, StandardCharsets.UTF_8),
                new String(rest, length, rest.length - length, StandardCharsets.UTF_8));
    }
}
