package io.hppgateway.reconcile;

import io.hppgateway.session.SessionRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what an operator should know of checks. Broken credentials are named once an hour and account, not once a check. */
final class CheckLog {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** By account; no larger than the configuration. */
    private final Map<String, Long> saidAt = new ConcurrentHashMap<>();

    void note(SessionRecord record, CheckOutcome outcome) {
        switch (outcome) {
            case REFUSED -> refused(record);
            case MISSING -> warn(record, "Klarna has no such session, though its time is not up");
            case DENIED -> warn(record, "Klarna denies a COMPLETED that a callback claimed");
            case UNVERIFIABLE -> warn(record, "A COMPLETED was never verified, and Klarna shows the session no more");
            default ->
                LOG.atDebug()
                        .addKeyValue("tenant", record.tenant())
                        .addKeyValue("session", record.id())
                        .addKeyValue("outcome", outcome.label())
                        .log("A session was checked");
        }
    }

    private static void warn(SessionRecord record, String sentence) {
        LOG.atWarn()
                .addKeyValue("tenant", record.tenant())
                .addKeyValue("session", record.id())
                .addKeyValue("status", record.status().name())
                .log(sentence);
    }

    private void refused(SessionRecord record) {
        long now = System.nanoTime();
        String account = record.tenant() + "/" + record.account();
        Long before = saidAt.get(account);
        if (before == null || now - before > HOUR_NANOS) {
            saidAt.put(account, now);
            LOG.atWarn()
                    .addKeyValue("tenant", record.tenant())
                    .addKeyValue("account", record.account())
                    .log("Klarna refuses this account's credentials; its sessions cannot be checked");
        }
    }
}
