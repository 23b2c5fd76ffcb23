package io.hppgateway.journal;

import io.hppgateway.redis.Args;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** What settle.lua is told of an outcome; the script's first lines say what each word means. */
record SettleArgs(String outcome, Duration delay, Duration hold, String pause, Attempt attempt) {
    private static final Attempt NONE = Attempt.failedHere("");

    static SettleArgs of(DeliveryOutcome outcome) {
        if (outcome instanceof DeliveryOutcome.Delivered delivered) {
            return new SettleArgs("delivered", Duration.ZERO, Duration.ZERO, "", delivered.attempt());
        }
        if (outcome instanceof DeliveryOutcome.Retry retry) {
            return new SettleArgs(
                    "retry", retry.delay(), retry.hold(), retry.pause().orElse(""), retry.attempt());
        }
        if (outcome instanceof DeliveryOutcome.Dead dead) {
            return new SettleArgs("dead", Duration.ZERO, Duration.ZERO, "", dead.attempt());
        }
        var released = (DeliveryOutcome.Released) outcome;
        return new SettleArgs("released", released.delay(), Duration.ZERO, "", NONE);
    }

    /** What holds for all leases. */
    static Args policy(JournalSettings settings) {
        return new Args()
                .add(settings.retention().toMillis())
                .add(settings.breakFailures())
                .add(settings.breakSample())
                .add(settings.firstBreak().toMillis())
                .add(settings.longestBreak().toMillis())
                .add(settings.pauseAfter().toMillis())
                .add(settings.pauseFailures())
                .add(settings.alertMillis());
    }

    /** What is said of one lease. */
    Args lease(Grant grant, int freeSlots, UnaryOperator<byte[]> seal) {
        byte[] response = attempt.response().getBytes();
        return Args.of(grant.lane(), grant.event().sessionId())
                .add(grant.fence())
                .add(outcome)
                .add(freeSlots)
                .add(grant.event().acceptedAt())
                .add(line(grant))
                .add(outcome.equals("delivered") ? "" : more())
                .add(attempt.error())
                .add(response.length == 0 ? response : seal.apply(response));
    }

    /** As the stream of attempts keeps it. */
    private String line(Grant grant) {
        return grant.lane()
                + ' '
                + grant.event().sessionId()
                + ' '
                + grant.webhookId()
                + ' '
                + grant.attempt()
                + ' '
                + outcome
                + ' '
                + attempt.status()
                + ' '
                + attempt.latency().toMillis();
    }

    private String more() {
        return delay.toMillis() + " " + effect() + ' ' + hold.toMillis() + ' ' + (pause.isEmpty() ? "-" : pause) + ' '
                + attempt.status();
    }

    private String effect() {
        return attempt.ours() ? "none" : "fail";
    }
}
