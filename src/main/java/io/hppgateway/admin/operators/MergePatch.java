package io.hppgateway.admin.operators;

import io.vertx.core.json.JsonObject;

/** RFC 7396: what is not named stays, null takes away, objects are merged, anything else is replaced. */
final class MergePatch {
    private MergePatch() {}

    /** Changes the target. */
    static JsonObject apply(JsonObject target, JsonObject patch) {
        for (String name : patch.fieldNames()) {
            Object value = patch.getValue(name);
            if (value == null) {
                target.remove(name);
            } else if (value instanceof JsonObject inner) {
                boolean merges = target.getValue(name) instanceof JsonObject;
                target.put(name, apply(merges ? target.getJsonObject(name) : new JsonObject(), inner));
            } else {
                target.put(name, value);
            }
        }
        return target;
    }
}
