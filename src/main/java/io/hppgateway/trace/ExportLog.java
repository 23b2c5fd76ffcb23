package io.hppgateway.trace;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Says when a collector stops taking spans and when it takes them again, once a minute at most, in place of the SDK. */
final class ExportLog {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ExportLog.class);
    // The SDK writes to java.util.logging, and that to standard error between our lines of JSON. Held here, since that
    // forgets the level of a logger that nobody holds.
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");
    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final URI target;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    ExportLog(URI target) {
        this.target = target;
        SDK.setLevel(Level.OFF);
    }

    void failed(@Nullable Throwable why) {
        long now = System.nanoTime();
        long until = quietUntil.get();
        failing.set(true);
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + PAUSE)) {
            LOG.warn(
                    "spans cannot be exported to {} and are thrown away, which hpp_tracing_dropped_total counts: {}",
                    target,
                    reason(why));
        }
    }

    private static String reason(@Nullable Throwable why) {
        if (why == null) {
            return "it did not take them in time";
        }
        if (why instanceof HttpExportException refused && refused.getResponse() != null) {
            return "HTTP " + refused.getResponse().getStatusCode();
        }
        return String.valueOf(why.getCause() == null ? why : why.getCause());
    }

    void worked() {
        // Not after each of many short failures.
        if (failing.get() && System.nanoTime() - quietUntil.get() >= 0 && failing.compareAndSet(true, false)) {
            LOG.info("spans are exported to {} again", target);
        }
    }
}
