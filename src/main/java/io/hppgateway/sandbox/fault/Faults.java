package io.hppgateway.sandbox.fault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The faults in force, oldest first; the first that matches is the one that happens. */
public final class Faults {
    private final List<Armed> armed = new ArrayList<>();

    private static final class Armed {
        private final Fault fault;
        private int left;

        Armed(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }

        JsonObject toJson() {
            var json = fault.toJson();
            return left == Integer.MAX_VALUE ? json : json.put("remaining", left);
        }
    }

    /** Puts a fault in force until it has happened as often as it says. */
    public void add(Fault fault) {
        if (fault.times() > 0) {
            armed.add(new Armed(fault));
        }
    }

    public void clear() {
        armed.clear();
    }

    /** Every fault in force, with what is {@code remaining} of a limited one. */
    public JsonArray toJson() {
        return new JsonArray(armed.stream().map(Armed::toJson).toList());
    }

    /**
     * The fault that happens now; counts as one of its times.
     *
     * @param path of the request, or of the callback's URL
     * @param merchant whose request or callback; null when nobody proved to be one
     */
    public Optional<Fault> take(Fault.Target where, String path, String method, @Nullable String merchant) {
        var found = armed.stream()
                .filter(one -> one.fault.hits(where, path, method, merchant))
                .findFirst();
        found.ifPresent(this::count);
        return found.map(one -> one.fault);
    }

    private void count(Armed one) {
        if (one.left != Integer.MAX_VALUE && --one.left == 0) {
            armed.remove(one);
        }
    }
}
