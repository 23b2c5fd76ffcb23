package io.hppgateway.sandbox.fault;

import io.hppgateway.http.Problem;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One breakage, as a test described it; always valid. */
public final class Fault {
    /** What a fault breaks. */
    public enum Target {
        API,
        CALLBACK
    }

    private static final Predicate<Object> TEXT = String.class::isInstance;
    private static final Predicate<Object> FLAG = Boolean.class::isInstance;

    private static final Map<String, Predicate<Object>> ANYWHERE = Map.of(
            "target",
            value -> "api".equals(value) || "callback".equals(value),
            "path",
            TEXT,
            "method",
            TEXT,
            "merchant",
            TEXT,
            "times",
            Fault::isCount,
            "latency_ms",
            Fault::isCount);
    private static final Map<String, Predicate<Object>> API_ONLY = Map.of(
            "status", Fault::isStatus,
            "body", value -> value instanceof String || value instanceof JsonObject,
            "content_type", TEXT,
            "hang", FLAG,
            "reset", FLAG,
            "partial", FLAG);
    private static final Map<String, Predicate<Object>> CALLBACK_ONLY =
            Map.of("duplicate", Fault::isCount, "reorder", FLAG, "drop", FLAG, "empty", FLAG);

    private final Target target;
    private final JsonObject spec;

    private Fault(Target target, JsonObject spec) {
        this.target = target;
        this.spec = spec;
    }

    /**
     * Reads a fault; without a {@code target} it is one of the API, unless it has a field that only callbacks know.
     *
     * @throws io.hppgateway.http.ProblemException 400 naming every field that is unknown or has a wrong value
     */
    public static Fault of(JsonObject spec) {
        var target = spec.containsKey("target") ? named(spec.getValue("target")) : guess(spec.fieldNames());
        var own = target == Target.API ? API_ONLY : CALLBACK_ONLY;
        var wrong = new TreeSet<String>();
        for (var field : spec.fieldNames()) {
            var check = ANYWHERE.containsKey(field) ? ANYWHERE.get(field) : own.get(field);
            if (check == null) {
                wrong.add("Unknown field: " + field + known(target, own.keySet()));
            } else if (!check.test(spec.getValue(field))) {
                wrong.add("Bad value: " + field);
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.badValue(wrong.toArray(String[]::new)).toException();
        }
        return new Fault(target, spec.copy());
    }

    private static Target named(@Nullable Object name) {
        return "callback".equals(name) ? Target.CALLBACK : Target.API;
    }

    private static Target guess(Set<String> fields) {
        return fields.stream().anyMatch(CALLBACK_ONLY::containsKey) ? Target.CALLBACK : Target.API;
    }

    private static String known(Target target, Set<String> own) {
        var all = new TreeSet<>(ANYWHERE.keySet());
        all.addAll(own);
        return " (a fault of target " + target.name().toLowerCase(Locale.ROOT) + " knows " + String.join(", ", all)
                + ")";
    }

    private static boolean isCount(Object value) {
        return value instanceof Integer number && number >= 0;
    }

    private static boolean isStatus(Object value) {
        return value instanceof Integer number && number >= 200 && number <= 599;
    }

    boolean hits(Target where, String path, String method, @Nullable String merchant) {
        return target == where
                && path.startsWith(spec.getString("path", ""))
                && method.equalsIgnoreCase(spec.getString("method", method))
                && (!spec.containsKey("merchant") || spec.getString("merchant").equals(merchant));
    }

    int times() {
        return spec.getInteger("times", Integer.MAX_VALUE);
    }

    JsonObject toJson() {
        return spec.copy().put("target", target.name().toLowerCase(Locale.ROOT));
    }

    /** Milliseconds to wait first; 0 for none. */
    public int latencyMillis() {
        return spec.getInteger("latency_ms", 0);
    }

    /** The status to refuse with; 0 when the request is to be served. */
    public int status() {
        return spec.getInteger("status", spec.containsKey("body") ? 200 : 0);
    }

    /** The body that goes with {@link #status}. */
    public String body() {
        return spec.getValue("body", "") instanceof JsonObject json ? json.encode() : spec.getString("body", "");
    }

    public String contentType() {
        return spec.getString("content_type", "application/json");
    }

    /** Never answer. */
    public boolean hangs() {
        return spec.getBoolean("hang", false);
    }

    /** Cut the connection instead of serving. */
    public boolean resets() {
        return spec.getBoolean("reset", false);
    }

    /** Serve, then cut the connection in the middle of the answer. */
    public boolean cutsAnswer() {
        return spec.getBoolean("partial", false);
    }

    /** Further deliveries of the same event. */
    public int duplicates() {
        return spec.getInteger("duplicate", 0);
    }

    /** Deliver the event after the next one of its session. */
    public boolean reorders() {
        return spec.getBoolean("reorder", false);
    }

    /** Never deliver the event. */
    public boolean drops() {
        return spec.getBoolean("drop", false);
    }

    /** Deliver <code>{}</code> in place of the event. */
    public boolean empties() {
        return spec.getBoolean("empty", false);
    }
}
