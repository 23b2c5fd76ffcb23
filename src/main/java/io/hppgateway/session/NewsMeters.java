package io.hppgateway.session;

import io.hppgateway.journal.Acceptance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts what was taken in: {@code hpp_events_total} by source, and whether it was new. */
final class NewsMeters {
    private static final List<String> SOURCES = List.of("callback", "disable", "reconciled");
    private static final List<String> RESULTS = List.of("new", "outdated", "duplicate");

    private final MeterRegistry registry;

    NewsMeters(MeterRegistry registry) {
        this.registry = registry;
        SOURCES.forEach(source -> RESULTS.forEach(result -> counter(source, result)));
    }

    void accepted(String source, Acceptance accepted) {
        String result = accepted.known() ? "duplicate" : accepted.outdated() ? "outdated" : "new";
        counter(source, result).increment();
    }

    private Counter counter(String source, String result) {
        return Counter.builder("hpp.events")
                .description("status changes taken in, by who told them and whether they were new")
                .tag("source", source)
                .tag("result", result)
                .register(registry);
    }
}
