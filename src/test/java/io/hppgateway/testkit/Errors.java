package io.hppgateway.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The errors that a class logs, from now until it is closed. */
public final class Errors implements AutoCloseable {
    private final Logger logger;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                seen.add(event.getFormattedMessage());
            }
        }
    };

    private Errors(Logger logger) {
        this.logger = logger;
        appender.start();
        logger.addAppender(appender);
    }

    /** Listens to a class. */
    public static Errors of(Class<?> type) {
        return new Errors((Logger) LoggerFactory.getLogger(type));
    }

    /** Their messages, in order. */
    public List<String> seen() {
        return seen;
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
