package io.hppgateway.klarna.guard;

import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaException.Kind;
import io.hppgateway.klarna.KlarnaReply;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.klarna.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tries a connection once more that could not be made: then nothing has left, so nothing happens twice, whatever the request.
 * A host with several addresses, or one that is being restarted, is met this way.
 */
public final class RetriedKlarna implements Klarna {
    // Long enough for a balancer to take a dead address out, and nothing to a caller that would have got an error.
    private static final long PAUSE_MS = 100;

    private final Klarna klarna;
    private final Klarna again;
    private final Vertx vertx;
    private final Duration patience;

    /**
     * @param again the same for the second try, which may be told apart by who follows calls
     * @param patience a connection that took longer than this to fail is not tried again
     */
    public RetriedKlarna(Klarna klarna, Klarna again, Vertx vertx, Duration patience) {
        this.klarna = klarna;
        this.again = again;
        this.vertx = vertx;
        this.patience = patience;
    }

    @Override
    public Future<KlarnaReply> open(Upstream upstream, KlarnaRequest request) {
        long start = System.nanoTime();
        return klarna.open(upstream, request)
                .recover(failure -> isQuickRefusal(failure, start)
                        ? vertx.timer(PAUSE_MS, TimeUnit.MILLISECONDS).compose(due -> again.open(upstream, request))
                        : Future.failedFuture(failure));
    }

    private boolean isQuickRefusal(Throwable failure, long start) {
        return failure instanceof KlarnaException known
                && known.kind() == Kind.UNREACHABLE
                && System.nanoTime() - start < patience.toNanos();
    }
}
