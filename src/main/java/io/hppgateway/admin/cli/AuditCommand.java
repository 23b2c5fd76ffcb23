package io.hppgateway.admin.cli;

import static io.hppgateway.admin.cli.AdminClient.part;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hppctl audit}. */
@Command(mixinStandardHelpOptions = true, name = "audit", description = "Who changed what, the newest last.")
final class AuditCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--tenant", paramLabel = "ID", description = "Only what changed of this one.")
    private @Nullable String tenant;

    @Option(names = "--after", paramLabel = "ID", description = "Begins behind this entry; 0-0 is the beginning.")
    private @Nullable String after;

    @Option(names = "--limit", description = "How many; default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    AuditCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String query = "?limit=" + limit
                + (tenant == null ? "" : "&tenant=" + part(tenant))
                + (after == null ? "" : "&after=" + part(after));
        session.output().rows(session.client().get("/audit" + query), "at", "who", "what", "tenant", "object", "after");
        return 0;
    }
}
