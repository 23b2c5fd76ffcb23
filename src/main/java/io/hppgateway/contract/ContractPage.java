package io.hppgateway.contract;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** A contract as one page for people: no script, no file beside it, nothing from anywhere else. */
final class ContractPage {
    private static final String STYLE = style();

    private final Contract contract;
    private final SchemaHtml schemas;
    private final OperationHtml operations;

    ContractPage(Contract contract) {
        this.contract = contract;
        this.schemas = new SchemaHtml(contract);
        this.operations = new OperationHtml(contract, schemas);
    }

    private static String style() {
        try (var in = ContractPage.class.getResourceAsStream("/contract/docs.css")) {
            if (in == null) {
                throw new IllegalStateException("the build has no contract/docs.css");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Content-Security-Policy under which the page works: its own style and nothing else. */
    String policy() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder().encodeToString(hash)
                    + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    String html() {
        var info = contract.root().getJsonObject("info");
        var html = new Html();
        html.raw("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="icon" href="data:,">
                """);
        html.element("title", info.getString("title"));
        html.raw("<style>" + STYLE + "</style>\n</head>\n<body>\n");
        contents(html, info);
        html.raw("<main>\n");
        html.element("h1", info.getString("title") + " " + info.getString("version"));
        html.marked("p class=\"lead\"", info.getString("summary"));
        html.raw("<p>As a document: <a href=\"/openapi.yaml\">openapi.yaml</a> (OpenAPI 3.1)</p>\n");
        html.prose(info.getString("description"), 2);
        tags().forEach(tag -> group(html, tag));
        webhooks(html);
        definitions(html);
        return html.raw("</main>\n</body>\n</html>\n").toString();
    }

    private List<JsonObject> tags() {
        return Contract.objects(contract.root().getJsonArray("tags"));
    }

    private void contents(Html html, JsonObject info) {
        html.raw("<nav aria-label=\"Contents\">\n");
        html.marked("p class=\"name\"", info.getString("title"));
        for (var tag : tags()) {
            html.element("p", tag.getString("name"));
            links(html, of(tag));
        }
        if (!contract.webhooks().isEmpty()) {
            html.element("p", "Webhooks");
            links(html, contract.webhooks());
        }
        html.raw("<p><a href=\"#schemas\">Schemas</a></p>\n</nav>\n");
    }

    private static void links(Html html, List<Operation> operations) {
        html.raw("<ul>\n");
        operations.forEach(operation -> html.raw("<li><a href=\"#" + Html.escape(operation.id()) + "\">"
                + Html.escape(operation.node().getString("summary")) + "</a></li>\n"));
        html.raw("</ul>\n");
    }

    private List<Operation> of(JsonObject tag) {
        return contract.operations().stream()
                .filter(operation -> operation.tag().equals(tag.getString("name")))
                .toList();
    }

    private void group(Html html, JsonObject tag) {
        html.element("h2", tag.getString("name"));
        html.prose(tag.getString("description"), 3);
        of(tag).forEach(operation -> operations.write(html, operation));
    }

    private void webhooks(Html html) {
        if (!contract.webhooks().isEmpty()) {
            html.element("h2", "Webhooks");
            html.prose("What the gateway calls at your side.", 3);
            contract.webhooks().forEach(operation -> operations.write(html, operation));
        }
    }

    private void definitions(Html html) {
        html.raw("<h2 id=\"schemas\">Schemas</h2>\n");
        var all = contract.root().getJsonObject("components").getJsonObject("schemas");
        for (String name : all.fieldNames()) {
            var schema = all.getJsonObject(name);
            html.raw("<section class=\"schema\" id=\"schema-" + Html.escape(name) + "\">\n");
            html.element("h3", name);
            html.raw("<p>" + schemas.type(schema) + ". " + schemas.meaning(schema) + "</p>\n");
            schemas.table(html, schema);
            OperationHtml.exampleOf(schema)
                    .ifPresent(text -> html.raw("<pre>").raw(Html.escape(text)).raw("</pre>\n"));
            html.raw("</section>\n");
        }
    }
}
