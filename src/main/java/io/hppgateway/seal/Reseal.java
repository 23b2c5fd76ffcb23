package io.hppgateway.seal;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.reload.RefusedException;
import io.hppgateway.seal.Tally.Fate;
import io.hppgateway.secret.SecretBox;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Seals everything with the primary key that another key sealed, while gateways run, and strikes keys from the {@link KeyLedger}
 * under which nothing is left. It blocks: it is for a program of its own. Broken off, it is run again.
 */
public final class Reseal {
    // The second walk sees what was written behind the first one's back; who still writes with an old key at the third
    // is
    // a gateway with an old keyset.
    private static final int WALKS = 3;

    private final KeyLedger ledger;
    private final SecretBox box;
    private final ResealStore store;
    private final SealedStock stock;
    private final int perSecond;
    private final Duration look;

    /**
     * @param perSecond keys and entries that are walked over a second
     * @param look time in which every gateway enters its primary key into the ledger again
     */
    public Reseal(RedisLink redis, Namespace names, SecretBox box, SealedStock stock, int perSecond, Duration look) {
        this.ledger = new KeyLedger(redis, names);
        this.box = box;
        this.store = new ResealStore(redis, names);
        this.stock = stock;
        this.perSecond = perSecond;
        this.look = look;
    }

    /** Counts, and changes nothing. */
    public ResealReport count() {
        return new ResealReport(box.primaryId(), walk(true), Set.of(), Set.of());
    }

    /**
     * Does it.
     *
     * @throws RefusedException when the keyset lacks a key that is in use
     */
    public ResealReport run() {
        ledger.enter(box).await();
        var tally = walk(false);
        for (int walks = 1; walks < WALKS && (tally.has(Fate.SEALED_ANEW) || tally.has(Fate.CHANGED)); walks++) {
            var next = walk(false);
            boolean quiet = !next.has(Fate.SEALED_ANEW) && !next.has(Fate.CHANGED);
            next.addDone(tally);
            tally = next;
            if (quiet) {
                return strike(tally);
            }
        }
        return tally.has(Fate.SEALED_ANEW) || tally.has(Fate.CHANGED)
                ? new ResealReport(box.primaryId(), tally, Set.of(), others())
                : strike(tally);
    }

    private Tally walk(boolean dry) {
        return new ResealWalk(store, box, stock, new Pace(perSecond), Clock.systemUTC(), dry).go();
    }

    private Set<String> others() {
        var others = new TreeSet<>(ledger.entered().await());
        others.remove(box.primaryId());
        return others;
    }

    private ResealReport strike(Tally tally) {
        var free = others();
        free.removeAll(tally.left());
        if (tally.left().contains(SecretBox.RAW)) {
            free.clear(); // nobody knows whose that is
        }
        if (free.isEmpty()) {
            return new ResealReport(box.primaryId(), tally, Set.of(), Set.of());
        }
        ledger.strike(free).await();
        pause();
        var inUse = others();
        inUse.retainAll(free);
        free.removeAll(inUse);
        return new ResealReport(box.primaryId(), tally, free, inUse);
    }

    /** A gateway that still seals with a key that was struck enters it again. */
    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(look.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
