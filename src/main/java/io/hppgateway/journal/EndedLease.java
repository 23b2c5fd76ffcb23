package io.hppgateway.journal;

import io.hppgateway.redis.Args;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What settle.lua is told of one lease; the script's first lines say what each text means.
 *
 * @param more empty for a delivery that succeeded
 * @param freeSlots deliveries of this endpoint the caller can take on now
 */
record EndedLease(String lane, String session, long fence, String line, long day, Buffer more, int freeSlots) {
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final Buffer NOTHING = Buffer.buffer();
    private static final Attempt NONE = Attempt.failedHere("");

    /** @param seal closes what the receiver answered */
    static EndedLease of(Grant grant, DeliveryOutcome outcome, int freeSlots, UnaryOperator<byte[]> seal) {
        String lane = grant.lane();
        String session = grant.event().sessionId();
        var told = Told.of(outcome);
        return new EndedLease(
                lane,
                session,
                grant.fence(),
                told.line(lane, session, grant),
                grant.event().acceptedAt() / DAY_MS,
                told.more(seal),
                freeSlots);
    }

    /** Each text behind those of the leases before it. */
    static void addAll(Iterable<EndedLease> leases, Args args) {
        leases.forEach(lease -> args.add(lease.session));
        leases.forEach(lease -> args.add(lease.fence));
        leases.forEach(lease -> args.add(lease.line));
        leases.forEach(lease -> args.add(lease.day));
        leases.forEach(lease -> args.add(lease.more));
    }

    private record Told(String outcome, Duration delay, Duration hold, String pause, Attempt attempt) {

        static Told of(DeliveryOutcome outcome) {
            if (outcome instanceof DeliveryOutcome.Delivered delivered) {
                return new Told("delivered", Duration.ZERO, Duration.ZERO, "", delivered.attempt());
            }
            if (outcome instanceof DeliveryOutcome.Retry retry) {
                return new Told(
                        "retry", retry.delay(), retry.hold(), retry.pause().orElse(""), retry.attempt());
            }
            if (outcome instanceof DeliveryOutcome.Dead dead) {
                return new Told("dead", Duration.ZERO, Duration.ZERO, "", dead.attempt());
            }
            var released = (DeliveryOutcome.Released) outcome;
            return new Told("released", released.delay(), released.hold(), "", NONE);
        }

        /** As the stream of attempts keeps it. */
        String line(String lane, String session, Grant grant) {
            return lane
                    + ' '
                    + session
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

        Buffer more(UnaryOperator<byte[]> seal) {
            if (outcome.equals("delivered")) {
                return NOTHING;
            }
            byte[] error = attempt.error().getBytes(StandardCharsets.UTF_8);
            byte[] response = attempt.response().getBytes();
            String words = outcome
                    + ' '
                    + delay.toMillis()
                    + ' '
                    + effect()
                    + ' '
                    + hold.toMillis()
                    + ' '
                    + (pause.isEmpty() ? "-" : pause)
                    + ' '
                    + attempt.status()
                    + ' '
                    + error.length
                    + ' ';
            return Buffer.buffer(words)
                    .appendBytes(error)
                    .appendBytes(response.length == 0 ? response : seal.apply(response));
        }

        private String effect() {
            return attempt.ours() ? "none" : "fail";
        }
    }
}
