package io.hppgateway.admin.cli;

import static io.hppgateway.admin.cli.AdminClient.part;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hppctl accounts}. */
@Command(
        mixinStandardHelpOptions = true,
        name = "accounts",
        description = "Klarna accounts of a tenant; credentials are written and never shown.")
final class AccountCommands {
    private final Session session;

    AccountCommands(Session session) {
        this.session = session;
    }

    private static String path(String tenant) {
        return TenantCommands.of(tenant, "accounts");
    }

    private static String path(String tenant, String account) {
        return TenantCommands.of(tenant, "accounts", part(account));
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists them, the default first.")
    int list(@Parameters(paramLabel = "TENANT") String tenant) {
        session.output()
                .rows(
                        session.client().get(path(tenant)),
                        "id",
                        "base_url",
                        "credential",
                        "username",
                        "markets",
                        "default");
        return 0;
    }

    @Command(mixinStandardHelpOptions = true, name = "create", description = "Makes one.")
    int create(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "ACCOUNT") String account,
            @ArgGroup(exclusive = false, multiplicity = "1") AccountOptions options) {
        session.output()
                .object(session.client().post(path(tenant), options.body().put("id", account)));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "update",
            description = "Changes one; what is not given stays. A password takes the API key away.")
    int update(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "ACCOUNT") String account,
            @ArgGroup(exclusive = false, multiplicity = "1") AccountOptions options) {
        session.output().object(session.client().patch(path(tenant, account), options.body()));
        return 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "test",
            description = "Asks Klarna whether it takes the credentials; exit status 1 when it does not.")
    int test(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "ACCOUNT") String account) {
        var report = session.client().post(path(tenant, account) + "/test", new JsonObject());
        session.output().object(report);
        return report.getBoolean("ok", false) ? 0 : CallException.REFUSED;
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "delete",
            description = "Takes one away; what it made is the default's from then on.")
    int delete(@Parameters(paramLabel = "TENANT") String tenant, @Parameters(paramLabel = "ACCOUNT") String account) {
        session.output().object(session.client().delete(path(tenant, account)));
        return 0;
    }
}
