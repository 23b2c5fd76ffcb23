package io.hppgateway.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finished spans on their way to the collector: collected into batches, so many at most, those beyond thrown away and counted.
 * The SDK's processor has such a bound as well, but tells of what it throws away only to OpenTelemetry's own metrics.
 */
final class Backlog implements SpanProcessor {
    // Some KiB each at most: 4 to 16 MiB. At 1,000 creates a second, of three spans each, more than a second's worth.
    private static final int MOST = 4096;
    private static final int BATCH = 512;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final AtomicInteger waiting = new AtomicInteger();
    private final TraceMeters meters;
    private final ExportLog log;
    private final SpanProcessor batches;

    Backlog(SpanExporter exporter, TraceMeters meters, ExportLog log, Duration exportTimeout) {
        this.meters = meters;
        this.log = log;
        this.batches = BatchSpanProcessor.builder(new Counted(exporter))
                .setMaxQueueSize(MOST)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(LONGEST_WAIT)
                .setExporterTimeout(exportTimeout)
                .build();
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            meters.full();
        } else {
            batches.onEnd(span);
        }
    }

    private final class Counted implements SpanExporter {
        private final SpanExporter exporter;

        Counted(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size(); // the collection is used again for the next batch
            var result = exporter.export(spans);
            return result.whenComplete(() -> over(count, result));
        }

        private void over(int count, CompletableResultCode result) {
            waiting.addAndGet(-count);
            if (result.isSuccess()) {
                meters.exported(count);
                log.worked();
            } else {
                meters.refused(count);
                log.failed(result.getFailureThrowable());
            }
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }

    int waiting() {
        return waiting.get();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }
}
