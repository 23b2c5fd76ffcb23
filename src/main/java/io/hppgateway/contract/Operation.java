package io.hppgateway.contract;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * One method of one path.
 *
 * @param method in lower case, as OpenAPI writes it
 * @param path a template such as {@code /v1/events/{event}}
 * @param node what the document says of it
 * @param parameters those of its path and its own, resolved
 */
public record Operation(String method, String path, JsonObject node, List<JsonObject> parameters) {

    /** In upper case, as HTTP writes it. */
    public String verb() {
        return method.toUpperCase(Locale.ROOT);
    }

    /** Unique in its document. */
    public String id() {
        return node.getString("operationId");
    }

    String tag() {
        return node.getJsonArray("tags").getString(0);
    }

    /** Those of one place: {@code path}, {@code query} or {@code header}. */
    public List<JsonObject> parametersIn(String place) {
        return parameters.stream()
                .filter(parameter -> place.equals(parameter.getString("in")))
                .toList();
    }
}
