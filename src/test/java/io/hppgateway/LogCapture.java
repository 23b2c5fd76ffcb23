package io.hppgateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that is logged while it is open, our own packages in full, with all that a JSON line would show. */
final class LogCapture extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.hppgateway");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Level before = OURS.getLevel();

    static LogCapture open() {
        var capture = new LogCapture();
        capture.start();
        OURS.setLevel(Level.TRACE);
        ROOT.addAppender(capture);
        return capture;
    }

    @Override
    protected void append(ILoggingEvent event) {
        var cause = event.getThrowableProxy();
        lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs() + " "
                + event.getMDCPropertyMap() + (cause == null ? "" : ThrowableProxyUtil.asString(cause)));
    }

    /** The lines so far. */
    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        ROOT.detachAppender(this);
        OURS.setLevel(before);
        stop();
    }
}
