package io.hppgateway.seal;

import io.hppgateway.reload.RefusedException;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that this process can open whatever any process has sealed: at the start, and from then on, as another pod may
 * get a keyset with one key more than this one has.
 */
public final class KeysetGuard {
    private static final Logger LOG = LoggerFactory.getLogger(KeysetGuard.class);

    private final Vertx vertx;
    private final KeyLedger ledger;
    private final SecretBox box;
    private final Duration every;
    private volatile Optional<String> fault = Optional.of("Redis was not asked yet which keys are in use");
    private long timer = -1;

    /** @param every time between two looks: so long an unknown key stays unnoticed, and the cost is one command */
    public KeysetGuard(Vertx vertx, KeyLedger ledger, SecretBox box, Duration every) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.box = box;
        this.every = every;
    }

    /** Looks now, and again and again. Fails with a {@link RefusedException} when the keyset lacks a key; not when Redis is away. */
    public Future<Void> start() {
        timer = vertx.setPeriodic(every.toMillis(), due -> look());
        return look().recover(failure ->
                failure instanceof RefusedException ? Future.failedFuture(failure) : Future.succeededFuture());
    }

    private Future<Void> look() {
        // Entered again each time: so Reseal, which strikes out keys under which it found nothing, learns within one
        // look of a
        // pod that still seals with one; and Redis may have lost a second.
        return ledger.enter(box).onSuccess(good -> fault = Optional.empty()).onFailure(this::failed);
    }

    private void failed(Throwable failure) {
        // With Redis away nothing is known, and health says so by itself; what was known stays.
        var said = Optional.ofNullable(failure.getMessage());
        if (failure instanceof RefusedException && !fault.equals(said)) {
            fault = said;
            LOG.error(failure.getMessage());
        }
    }

    /** What is wrong with the keyset; empty when it opens whatever is stored. */
    public Optional<String> fault() {
        return fault;
    }

    /** Looks no more. */
    public void stop() {
        vertx.cancelTimer(timer);
    }
}
