package io.hppgateway.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows schemas: a type in a few words, an object as a table of its fields, named ones as links. */
record SchemaHtml(Contract contract) {
    private static final List<String> BOUNDS =
            List.of("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems");
    private static final Map<String, String> SIGNS = Map.of(
            "minimum",
            "≥ ",
            "maximum",
            "≤ ",
            "minLength",
            "length ≥ ",
            "maxLength",
            "length ≤ ",
            "minItems",
            "items ≥ ",
            "maxItems",
            "items ≤ ");

    /** The fields of a schema that is an object; nothing for another one. */
    void table(Html html, JsonObject schema) {
        var fields = new ArrayList<Field>();
        collect(schema, "", fields);
        if (fields.isEmpty()) {
            return;
        }
        html.raw(
                "<div class=\"wide\"><table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>\n");
        fields.forEach(field -> html.row(List.of(
                Html.code(field.path()) + (field.required() ? " <em>required</em>" : ""),
                type(field.schema()),
                meaning(field.schema()))));
        html.raw("</tbody></table></div>\n");
    }

    private record Field(String path, JsonObject schema, boolean required) {}

    /** Fields of named schemas inside stand there behind the link; those of nameless ones stand here. */
    private void collect(JsonObject given, String path, List<Field> fields) {
        var schema = contract.resolve(given);
        Contract.objects(schema.getJsonArray("allOf", new JsonArray())).forEach(part -> collect(part, path, fields));
        var required = schema.getJsonArray("required", new JsonArray());
        var properties = schema.getJsonObject("properties", new JsonObject());
        for (String name : properties.fieldNames()) {
            var field = properties.getJsonObject(name);
            fields.add(new Field(path + name, field, required.contains(name)));
            if (Contract.nameOf(field).isEmpty()) {
                collect(nested(field), path + name + (field.containsKey("items") ? "[]." : "."), fields);
            }
        }
    }

    private static JsonObject nested(JsonObject field) {
        var items = field.getJsonObject("items", field);
        // allOf stands around a named schema only to give it a description.
        return Contract.nameOf(items).isEmpty() && !items.containsKey("allOf") ? items : new JsonObject();
    }

    /** Such as {@code array of Webhook}, with the bounds. */
    String type(JsonObject schema) {
        String name = Contract.nameOf(schema);
        if (!name.isEmpty()) {
            return "<a href=\"#schema-" + Html.escape(name) + "\">" + Html.escape(name) + "</a>";
        }
        for (String several : List.of("allOf", "oneOf")) {
            if (schema.containsKey(several)) {
                return Contract.objects(schema.getJsonArray(several)).stream()
                        .map(this::type)
                        .collect(Collectors.joining(several.equals("allOf") ? " with " : " or "));
            }
        }
        if (schema.containsKey("items")) {
            return "array of " + type(schema.getJsonObject("items")) + bounds(schema);
        }
        return Html.escape(plain(schema)) + bounds(schema);
    }

    private static String plain(JsonObject schema) {
        if (schema.containsKey("const")) {
            return String.valueOf(schema.getValue("const"));
        }
        Object type = schema.getValue("type");
        String name = type instanceof JsonArray several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                : type == null ? "anything" : type.toString();
        return schema.containsKey("format") ? name + ", " + schema.getString("format") : name;
    }

    private static String bounds(JsonObject schema) {
        return BOUNDS.stream()
                .filter(schema::containsKey)
                .map(name -> ", " + SIGNS.get(name) + schema.getValue(name))
                .collect(Collectors.joining());
    }

    /** Description, values, default and pattern. */
    String meaning(JsonObject schema) {
        var parts = new ArrayList<String>();
        if (schema.containsKey("description")) {
            parts.add(Html.inline(schema.getString("description").strip()));
        }
        if (schema.containsKey("enum")) {
            parts.add("One of "
                    + schema.getJsonArray("enum").stream()
                            .map(value -> Html.code(String.valueOf(value)))
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        if (schema.containsKey("default")) {
            parts.add("Default " + Html.code(String.valueOf(schema.getValue("default"))) + ".");
        }
        if (schema.containsKey("pattern")) {
            parts.add("Matches " + Html.code(schema.getString("pattern")) + ".");
        }
        return String.join(" ", parts);
    }
}
