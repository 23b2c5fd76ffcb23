package io.hppgateway.admin.cli;

import static io.hppgateway.admin.cli.AdminClient.part;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hppctl keys}. */
@Command(mixinStandardHelpOptions = true, name = "keys", description = "API keys of a tenant.")
final class KeyCommands {
    private final Session session;

    KeyCommands(Session session) {
        this.session = session;
    }

    private static String path(String tenant, String key) {
        return TenantCommands.of(tenant, "keys", part(key));
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists them with their last use.")
    int list(@Parameters(paramLabel = "TENANT") String tenant) {
        session.output()
                .rows(
                        session.client().get(TenantCommands.of(tenant, "keys")),
                        "id",
                        "name",
                        "scopes",
                        "expires_at",
                        "last_used_at");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "create",
            description = "Makes one; the whole key is printed this once.")
    int create(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Option(names = "--name", description = "For people.") @Nullable String name,
            @Option(
                            names = "--scopes",
                            split = ",",
                            description = "payments,webhooks:read,webhooks:write; default: all.")
                    @Nullable
                    List<String> scopes,
            @Option(names = "--expires-in", paramLabel = "DURATION", description = "Such as 90d.") @Nullable
                    String expiresIn) {
        session.output()
                .object(session.client().post(TenantCommands.of(tenant, "keys"), body(name, scopes, expiresIn)));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "update",
            description = "Changes one; --expires-in 24h ends the old one of two.")
    int update(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "KEY", description = "The id of the key.") String key,
            @Option(names = "--name", description = "For people.") @Nullable String name,
            @Option(names = "--scopes", split = ",", description = "payments,webhooks:read,webhooks:write.") @Nullable
                    List<String> scopes,
            @Option(names = "--expires-in", paramLabel = "DURATION", description = "Such as 24h.") @Nullable
                    String expiresIn) {
        session.output().object(session.client().patch(path(tenant, key), body(name, scopes, expiresIn)));
        return 0;
    }

    static JsonObject body(@Nullable String name, @Nullable List<String> scopes, @Nullable String expiresIn) {
        var body = Documents.put(new JsonObject(), "name", name);
        Documents.put(body, "scopes", scopes == null ? null : new JsonArray(List.copyOf(scopes)));
        return Documents.put(body, "expires_in", expiresIn);
    }

    @Command(mixinStandardHelpOptions = true, name = "revoke", description = "Refuses it from now on.")
    int revoke(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "KEY", description = "The id of the key.") String key) {
        session.output().object(session.client().delete(path(tenant, key)));
        return 0;
    }
}
