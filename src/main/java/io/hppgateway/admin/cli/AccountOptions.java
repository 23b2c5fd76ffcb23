package io.hppgateway.admin.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is set of an account. */
final class AccountOptions {
    @Option(
            names = "--provider",
            description = "klarna-eu, -na or -oc, each also with -playground; kustom, kustom-playground.")
    private @Nullable String provider;

    @Option(names = "--base-url", paramLabel = "URL", description = "Instead of a provider.")
    private @Nullable String baseUrl;

    @Option(names = "--username", description = "Klarna's username; its password comes from a file.")
    private @Nullable String username;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Holds Klarna's password; - for standard input.")
    private @Nullable Path password;

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "Holds Klarna's API key, instead of username and password; - for standard input.")
    private @Nullable Path apiKey;

    @Option(names = "--markets", split = ",", description = "Countries it serves, such as SE,DE.")
    private List<String> markets = List.of();

    @Option(names = "--default", description = "Serves whatever nothing else says of.")
    private boolean isDefault;

    JsonObject body() {
        var body = new JsonObject();
        Documents.put(body, "provider", provider);
        Documents.put(body, "base_url", baseUrl);
        Documents.put(body, "username", username);
        Documents.put(body, "password", password == null ? null : Secrets.inFile(password));
        Documents.put(body, "api_key", apiKey == null ? null : Secrets.inFile(apiKey));
        Documents.put(body, "markets", markets.isEmpty() ? null : new JsonArray(List.copyOf(markets)));
        return isDefault ? body.put("default", true) : body;
    }
}
