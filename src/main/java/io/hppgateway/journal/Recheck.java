package io.hppgateway.journal;

import io.hppgateway.klarna.HppStatus;
import io.hppgateway.redis.Args;
import java.time.Duration;

/**
 * When Klarna is asked about a session that it may have told nothing of. Whoever writes news down writes this down with it,
 * in the same script.
 *
 * @param first after the last news; zero for never
 * @param unverified after a COMPLETED that Klarna has yet to confirm; zero for never
 * @param lead how long before the end of a session's life it is always asked
 * @param lag how long after that end it is asked for the last time
 */
public record Recheck(Duration first, Duration unverified, Duration lead, Duration lag) {

    /** Nobody asks. */
    public static Recheck never() {
        return new Recheck(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** How long after this news; zero for never. */
    Duration after(Arrival news) {
        if (!news.finalStatus()) {
            return first;
        }
        boolean doubtful = news.status().equals(HppStatus.COMPLETED.name()) && !news.verified();
        return doubtful ? unverified : Duration.ZERO;
    }

    /** What the scripts take, in their order. */
    public void addTo(Args args, Duration after) {
        args.add(after.toMillis()).add(lead.toMillis()).add(lag.toMillis());
    }
}
