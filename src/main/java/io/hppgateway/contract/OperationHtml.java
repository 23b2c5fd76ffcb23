package io.hppgateway.contract;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Shows one operation: what it is for, what it takes, what it answers, and a line to try it with. */
record OperationHtml(Contract contract, SchemaHtml schemas) {

    void write(Html html, Operation operation) {
        html.raw("<section class=\"operation\" id=\"" + Html.escape(operation.id()) + "\">\n");
        html.element("h3", operation.node().getString("summary"));
        html.raw("<p class=\"line\"><span class=\"verb " + operation.method() + "\">" + operation.verb() + "</span> ");
        html.raw(Html.code(operation.path()) + "</p>\n");
        html.prose(operation.node().getString("description", ""), 4);
        parameters(html, operation);
        body(html, operation);
        answers(html, operation);
        html.raw("</section>\n");
    }

    private void parameters(Html html, Operation operation) {
        if (operation.parameters().isEmpty()) {
            return;
        }
        html.element("h4", "Parameters");
        html.raw(
                "<div class=\"wide\"><table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead>"
                        + "<tbody>\n");
        for (var parameter : operation.parameters()) {
            var schema = parameter.getJsonObject("schema");
            html.row(List.of(
                    Html.code(parameter.getString("name"))
                            + (parameter.getBoolean("required", false) ? " <em>required</em>" : ""),
                    Html.escape(parameter.getString("in")),
                    schemas.type(schema),
                    Html.inline(parameter.getString("description", "").strip()) + " " + schemas.meaning(schema)));
        }
        html.raw("</tbody></table></div>\n");
    }

    private void body(Html html, Operation operation) {
        var body = operation.node().getJsonObject("requestBody");
        if (body != null) {
            html.element("h4", body.getBoolean("required", false) ? "Body" : "Body, may be missing");
            content(html, body);
        }
    }

    private void answers(Html html, Operation operation) {
        html.element("h4", "Answers");
        var responses = operation.node().getJsonObject("responses");
        for (String status : responses.fieldNames()) {
            var response = contract.resolve(responses.getJsonObject(status));
            html.raw("<details><summary><span class=\"status s" + status.charAt(0) + "\">" + Html.escape(status)
                    + "</span> " + Html.inline(response.getString("description").strip()) + "</summary>\n");
            headers(html, response);
            content(html, response);
            html.raw("</details>\n");
        }
    }

    private void headers(Html html, JsonObject response) {
        var headers = response.getJsonObject("headers", new JsonObject());
        for (String name : headers.fieldNames()) {
            var header = contract.resolve(headers.getJsonObject(name));
            html.raw("<p>Header " + Html.code(name) + ": "
                    + Html.inline(header.getString("description", "").strip()) + "</p>\n");
        }
    }

    private void content(Html html, JsonObject holder) {
        var content = holder.getJsonObject("content", new JsonObject());
        for (String type : content.fieldNames()) {
            var media = content.getJsonObject(type);
            var schema = media.getJsonObject("schema");
            html.raw("<p>" + Html.code(type) + ": " + schemas.type(schema) + "</p>\n");
            if (Contract.nameOf(schema).isEmpty()) {
                schemas.table(html, schema);
            }
            example(media)
                    .ifPresent(text -> html.raw("<pre>").raw(Html.escape(text)).raw("</pre>\n"));
        }
    }

    private Optional<String> example(JsonObject media) {
        var own = media.getValue("example");
        return own == null ? exampleOf(contract.resolve(media.getJsonObject("schema"))) : Optional.of(show(own));
    }

    /** The first example of a schema. */
    static Optional<String> exampleOf(JsonObject schema) {
        var examples = schema.getJsonArray("examples", new JsonArray());
        return examples.isEmpty() ? Optional.empty() : Optional.of(show(examples.getValue(0)));
    }

    private static String show(Object value) {
        return value instanceof JsonObject object ? object.encodePrettily() : String.valueOf(value);
    }
}
