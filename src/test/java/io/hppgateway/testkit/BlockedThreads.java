package io.hppgateway.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails the test during which Vert.x warned of a blocked thread. Stands in every test run, see META-INF/services. */
public final class BlockedThreads implements AfterEachCallback, AfterAllCallback {
    private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
    private static final List<String> WARNINGS = new CopyOnWriteArrayList<>();

    static {
        var collector = new Collector();
        collector.start();
        ((Logger) LoggerFactory.getLogger(CHECKER)).addAppender(collector);
    }

    private static final class Collector extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                WARNINGS.add(event.getFormattedMessage());
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        failOnWarning();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failOnWarning();
    }

    /** Fails when another program's log, such as that of a gateway process, holds such a warning. */
    public static void assertNoneIn(String log) {
        if (log.contains("BlockedThreadChecker") || log.contains("has been blocked for")) {
            throw new AssertionError("a thread was blocked in the other process:\n" + log);
        }
    }

    private static void failOnWarning() {
        if (!WARNINGS.isEmpty()) {
            var seen = List.copyOf(WARNINGS);
            WARNINGS.clear();
            throw new AssertionError("an event loop was blocked: " + seen);
        }
    }
}
