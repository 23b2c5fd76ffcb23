package io.hppgateway.admin.cli;

import static io.hppgateway.admin.cli.AdminClient.part;

import io.vertx.core.json.JsonArray;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hppctl platform-keys}. */
@Command(
        mixinStandardHelpOptions = true,
        name = "platform-keys",
        description = "Keys that act for the tenant named in the header Hpp-Tenant.")
final class PlatformKeyCommands {
    private static final String KEYS = "/platform-keys";

    private final Session session;

    PlatformKeyCommands(Session session) {
        this.session = session;
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists them with their last use.")
    int list() {
        session.output()
                .rows(session.client().get(KEYS), "id", "name", "tenants", "scopes", "expires_at", "last_used_at");
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "create",
            description = "Makes one; the whole key is printed this once.")
    int create(
            @Option(names = "--tenants", split = ",", required = true, description = "Their ids, or * for all.")
                    List<String> tenants,
            @Option(names = "--name", description = "For people.") @Nullable String name,
            @Option(
                            names = "--scopes",
                            split = ",",
                            description = "payments,webhooks:read,webhooks:write; default: all.")
                    @Nullable
                    List<String> scopes,
            @Option(names = "--expires-in", paramLabel = "DURATION", description = "Such as 90d.") @Nullable
                    String expiresIn) {
        var body = KeyCommands.body(name, scopes, expiresIn).put("tenants", new JsonArray(List.copyOf(tenants)));
        session.output().object(session.client().post(KEYS, body));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, name = "update", description = "Changes one; what is not given stays.")
    int update(
            @Parameters(paramLabel = "KEY", description = "The id of the key.") String key,
            @Option(names = "--tenants", split = ",", description = "Their ids, or * for all.") @Nullable
                    List<String> tenants,
            @Option(names = "--name", description = "For people.") @Nullable String name,
            @Option(names = "--scopes", split = ",", description = "payments,webhooks:read,webhooks:write.") @Nullable
                    List<String> scopes,
            @Option(names = "--expires-in", paramLabel = "DURATION", description = "Such as 24h.") @Nullable
                    String expiresIn) {
        var body = KeyCommands.body(name, scopes, expiresIn);
        Documents.put(body, "tenants", tenants == null ? null : new JsonArray(List.copyOf(tenants)));
        session.output().object(session.client().patch(KEYS + "/" + part(key), body));
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, name = "revoke", description = "Refuses it from now on.")
    int revoke(@Parameters(paramLabel = "KEY", description = "The id of the key.") String key) {
        session.output().object(session.client().delete(KEYS + "/" + part(key)));
        return 0;
    }
}
