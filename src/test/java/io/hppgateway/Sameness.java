package io.hppgateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Compares Klarna's own answer with the one that came through the gateway, byte by byte, after the documented rewriting was
 * undone and after ids, tokens and times were made alike.
 */
final class Sameness {
    /** The only places where the gateway's base URL may stand instead of Klarna's. */
    private static final List<String> MOVED =
            List.of("session_url", "distribution_url", "generation_url", "manual_identification_check_url");

    /** Of one connection or one moment. */
    private static final Set<String> OWN_TO_EACH =
            Set.of("date", "content-length", "transfer-encoding", "connection", "keep-alive");

    /** Of one moment, but there on both sides. */
    private static final Set<String> ANY_VALUE =
            Set.of("klarna-correlation-id", "x-ratelimit-remaining", "x-ratelimit-reset", "capture-id", "refund-id");

    /** What the gateway adds to an answer of Klarna's. */
    private static final Set<String> ADDED = Set.of("hpp-cache", "age");

    private static final Map<Pattern, String> ALIKE = Map.of(
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>",
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"), "<time>",
            Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*"), "<jwt>",
            Pattern.compile("/pay/hpp/[a-z0-9]+"), "/pay/hpp/<page>",
            Pattern.compile("\"klarna_reference\":\"[0-9A-F]{8}"), "\"klarna_reference\":\"<reference>");

    private final String klarna;
    private final String gateway;

    Sameness(String klarna, String gateway) {
        this.klarna = klarna;
        this.gateway = gateway;
    }

    /** Whether the gateway answered by itself: Klarna puts its correlation id into every answer. */
    static boolean isOwn(ApiClient.Answer answer) {
        return answer.status() >= 400 && answer.header("Klarna-Correlation-Id").isEmpty();
    }

    /** What differs; empty when nothing does. */
    List<String> differences(ApiClient.Answer direct, ApiClient.Answer through) {
        var found = new ArrayList<String>();
        if (direct.status() != through.status()) {
            found.add("status " + direct.status() + " and " + through.status() + ": " + direct.text() + " and "
                    + through.text());
            return found;
        }
        if (isOwn(through)) {
            // Nothing was sent to Klarna: the same status and code, and a message of our own.
            // For 400 Klarna has two codes, and does not say which of them is for a body that is no JSON.
            differ(found, "error_code", code(direct), code(through));
            return found;
        }
        differ(found, "body", alike(direct.text()), alike(back(through.text())));
        boolean recorded = Set.of("hit", "stale").contains(through.header("Hpp-Cache"));
        if (recorded) {
            differ(found, "content-type", direct.header("Content-Type"), through.header("Content-Type"));
        } else {
            differ(
                    found,
                    "headers",
                    headers(direct, false).toString(),
                    headers(through, true).toString());
        }
        return found;
    }

    private static String code(ApiClient.Answer answer) {
        String code = answer.text().isEmpty() ? "" : answer.json().getString("error_code", "");
        return answer.status() == 400 ? code.replace("BAD_REQUEST", "BAD_VALUE") : code;
    }

    private static void differ(List<String> found, String what, String direct, String through) {
        if (!direct.equals(through)) {
            found.add(what + " " + direct + " and " + through);
        }
    }

    /** Undoes the documented rewriting, and no other. */
    private String back(String body) {
        String undone = body;
        for (String field : MOVED) {
            undone = undone.replace("\"" + field + "\":\"" + gateway + "/", "\"" + field + "\":\"" + klarna + "/");
        }
        return undone;
    }

    private static String alike(String text) {
        String made = text;
        for (var one : ALIKE.entrySet()) {
            made = one.getKey().matcher(made).replaceAll(one.getValue());
        }
        return made;
    }

    private Map<String, String> headers(ApiClient.Answer answer, boolean through) {
        var all = new TreeMap<String, String>();
        answer.http().headers().map().forEach((given, values) -> {
            String name = given.toLowerCase(Locale.ROOT);
            if (!OWN_TO_EACH.contains(name) && !(through && ADDED.contains(name))) {
                all.put(name, ANY_VALUE.contains(name) ? "…" : alike(location(name, values.toString(), through)));
            }
        });
        return all;
    }

    private String location(String name, String value, boolean through) {
        return through && name.equals("location") ? value.replace(gateway + "/", klarna + "/") : value;
    }
}
