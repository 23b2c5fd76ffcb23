package io.hppgateway.admin.cli;

import static io.hppgateway.admin.cli.AdminClient.part;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hppctl webhooks}. */
@Command(mixinStandardHelpOptions = true, name = "webhooks", description = "Webhook endpoints of a tenant.")
final class WebhookCommands {
    private final Session session;

    WebhookCommands(Session session) {
        this.session = session;
    }

    private static String path(String tenant, String webhook) {
        return TenantCommands.of(tenant, "webhooks", part(webhook));
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists them.")
    int list(@Parameters(paramLabel = "TENANT") String tenant) {
        session.output()
                .rows(
                        session.client().get(TenantCommands.of(tenant, "webhooks")),
                        "id",
                        "url",
                        "events",
                        "status",
                        "source");
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, name = "show", description = "Shows one with its health.")
    int show(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        session.output().object(session.client().get(path(tenant, webhook)));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "create",
            description = "Makes one; its secret is printed this once.")
    int create(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "URL") String url,
            @Option(names = "--events", split = ",", description = "Types such as session.completed; default: all.")
                    @Nullable
                    List<String> events,
            @Option(
                            names = "--secret-file",
                            paramLabel = "FILE",
                            description = "A whsec_… of your own; - for standard input.")
                    @Nullable
                    Path secret,
            @Option(
                            names = "--preflight",
                            defaultValue = "true",
                            description = "true, false or required; default: true.")
                    String preflight,
            @Option(names = "--file", paramLabel = "FILE", description = "More settings in YAML or JSON.") @Nullable
                    Path file) {
        var body = body(file, url, events);
        Documents.put(body, "secret", secret == null ? null : Secrets.inFile(secret));
        String path = TenantCommands.of(tenant, "webhooks") + "?preflight=" + part(preflight);
        session.output().object(session.client().post(path, body));
        return 0;
    }

    private static JsonObject body(@Nullable Path file, @Nullable String url, @Nullable List<String> events) {
        var body = Documents.put(Documents.read(file), "url", url);
        return Documents.put(body, "events", events == null ? null : new JsonArray(List.copyOf(events)));
    }

    @Command(mixinStandardHelpOptions = true, name = "update", description = "Changes one; what is not given stays.")
    int update(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "WEBHOOK") String webhook,
            @Option(names = "--to", paramLabel = "URL", description = "Where it listens from now on.") @Nullable
                    String url,
            @Option(names = "--events", split = ",", description = "Types such as session.completed.") @Nullable
                    List<String> events,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "A merge patch in YAML or JSON; - for standard input.")
                    @Nullable
                    Path file) {
        session.output().object(session.client().patch(path(tenant, webhook), body(file, url, events)));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, name = "delete", description = "Deletes one; what it is owed expires.")
    int delete(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        session.output().object(session.client().delete(path(tenant, webhook)));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, name = "ping", description = "Sends a valid, a forged and a stale ping.")
    int ping(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        return act(tenant, webhook, "ping");
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "rotate-secret",
            description = "Makes a new secret, printed this once; the old one signs on for a day.")
    int rotate(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        return act(tenant, webhook, "rotate-secret");
    }

    @Command(mixinStandardHelpOptions = true, name = "pause", description = "Holds what it is owed.")
    int pause(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        return act(tenant, webhook, "pause");
    }

    @Command(mixinStandardHelpOptions = true, name = "resume", description = "Sends what it is owed.")
    int resume(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "WEBHOOK") String webhook) {
        return act(tenant, webhook, "resume");
    }

    private int act(String tenant, String webhook, String verb) {
        session.output().object(session.client().post(path(tenant, webhook) + "/" + verb, new JsonObject()));
        return 0;
    }
}
