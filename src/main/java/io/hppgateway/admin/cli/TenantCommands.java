package io.hppgateway.admin.cli;

import static io.hppgateway.admin.cli.AdminClient.part;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hppctl tenants}. */
@Command(
        mixinStandardHelpOptions = true,
        name = "tenants",
        description = "Tenants: those that the API made, and those of files, to look at.")
final class TenantCommands {
    private static final String TENANTS = "/tenants";

    private final Session session;

    TenantCommands(Session session) {
        this.session = session;
    }

    private static String path(String tenant) {
        return TENANTS + "/" + part(tenant);
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists tenants by id.")
    int list(
            @Option(names = "--after", paramLabel = "ID", description = "Begins behind this one.") @Nullable
                    String after,
            @Option(names = "--limit", defaultValue = "100", description = "How many; default: ${DEFAULT-VALUE}.")
                    int limit,
            @Option(names = "--status", description = "active or suspended.") @Nullable String status,
            @Option(names = "--source", description = "api or file.") @Nullable String source) {
        String query = "?limit=" + limit + query("after", after) + query("status", status) + query("source", source);
        session.output()
                .rows(
                        session.client().get(TENANTS + query),
                        "id",
                        "name",
                        "status",
                        "source",
                        "accounts",
                        "api_keys",
                        "webhooks");
        return 0;
    }

    private static String query(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + part(value);
    }

    @Command(mixinStandardHelpOptions = true, name = "show", description = "Shows a tenant with its accounts and keys.")
    int show(@Parameters(paramLabel = "TENANT") String tenant) {
        session.output().object(session.client().get(path(tenant)));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "create",
            description =
                    "Makes a tenant: with one account that the options tell, or as a file tells (YAML or JSON; - for"
                            + " standard input).")
    int create(
            @Parameters(paramLabel = "TENANT", description = "Its id: 1 to 40 of a-z, 0-9 and -.") String tenant,
            @Option(names = "--name", description = "For people.") @Nullable String name,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "The whole tenant, as it would stand in conf/tenants.")
                    @Nullable
                    Path file,
            @Option(
                            names = "--account",
                            paramLabel = "ID",
                            defaultValue = "main",
                            description = "Id of the account; default: main.")
                    String account,
            @ArgGroup(exclusive = false) @Nullable AccountOptions options) {
        var body = Documents.put(Documents.read(file).put("id", tenant), "name", name);
        if (options != null) {
            body.put("accounts", new JsonArray().add(options.body().put("id", account)));
        }
        session.output().object(session.client().post(TENANTS, body));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "update",
            description = "Changes a tenant; what is not given stays.")
    int update(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--name", description = "For people.") @Nullable String name,
            @Option(names = "--creates-per-second", paramLabel = "N", description = "Sessions it may create a second.")
                    @Nullable
                    Integer creates,
            @Option(names = "--burst", paramLabel = "N", description = "How many of them at once.") @Nullable
                    Integer burst,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            description = "A merge patch in YAML or JSON; - for standard input.")
                    @Nullable
                    Path file) {
        var body = Documents.put(Documents.read(file), "name", name);
        if (creates != null || burst != null) {
            var limits = Documents.put(new JsonObject(), "creates_per_second", creates);
            body.put("limits", Documents.put(limits, "burst", burst));
        }
        session.output().object(session.client().patch(path(tenant), body));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "suspend",
            description = "Turns its calls away with 403; callbacks and deliveries go on.")
    int suspend(@Parameters(paramLabel = "TENANT") String tenant) {
        session.output().object(session.client().post(path(tenant) + "/suspend", new JsonObject()));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, name = "resume", description = "Takes its calls again.")
    int resume(@Parameters(paramLabel = "TENANT") String tenant) {
        session.output().object(session.client().post(path(tenant) + "/resume", new JsonObject()));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "delete",
            description = "Deletes a suspended tenant that is owed nothing; its id cannot be taken again for days.")
    int delete(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--force", description = "Even if events wait for delivery: they expire.") boolean force) {
        session.output().object(session.client().delete(path(tenant) + (force ? "?force=true" : "")));
        return 0;
    }

    static String of(String tenant, String... more) {
        return path(tenant) + "/" + String.join("/", List.of(more));
    }
}
