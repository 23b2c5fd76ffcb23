package io.hppgateway.session;

import io.hppgateway.klarna.HppStatus;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Tenant;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/**
 * Reads of a session: answered from its record when that is final or young, else by Klarna, else by the record however old it
 * is. The header {@code Hpp-Cache} says which: {@code hit}, {@code miss}, {@code stale}.
 */
public final class Reads {
    private static final String CACHE = "Hpp-Cache";

    private final Sessions sessions;
    private final Duration maxAge;
    private final SingleFlight<String, KlarnaAnswer> flights;
    private final Counter hit;
    private final Counter miss;
    private final Counter stale;

    public Reads(Vertx vertx, Sessions sessions, Duration maxAge, MeterRegistry registry) {
        this.sessions = sessions;
        this.maxAge = maxAge;
        this.flights = new SingleFlight<>(vertx);
        hit = counter(registry, "hit");
        miss = counter(registry, "miss");
        stale = counter(registry, "stale");
    }

    private static Counter counter(MeterRegistry registry, String cache) {
        return Counter.builder("hpp.session.reads")
                .description(
                        "tenants' reads of a session: from its record, by Klarna, or from the record as Klarna could not")
                .tag("cache", cache)
                .register(registry);
    }

    /** @param fresh the caller wants Klarna's own word ({@code Cache-Control: no-cache}) */
    Future<KlarnaAnswer> read(Tenant tenant, String id, KlarnaRequest request, boolean fresh) {
        return sessions.find(tenant, id).compose(record -> {
            // Klarna itself has no EXPIRED: it answers 404, and so it shall.
            boolean settled = record.isFinal()
                    && record.news().isPresent()
                    && !record.status().equals(HppStatus.EXPIRED);
            return settled || (!fresh && isYoung(record))
                    ? Future.succeededFuture(hit(record))
                    : ask(tenant, record, request);
        });
    }

    private boolean isYoung(SessionRecord record) {
        return record.read().filter(read -> read.age().compareTo(maxAge) < 0).isPresent();
    }

    private Future<KlarnaAnswer> ask(Tenant tenant, SessionRecord record, KlarnaRequest request) {
        return flights.join(tenant.id() + "/" + record.id(), () -> sessions.readUpstream(tenant, record, request))
                .map(answer -> Sessions.isFault(answer) ? stale(record) : marked(answer))
                .recover(failure -> Sessions.isFault(failure)
                        ? Future.succeededFuture(stale(record))
                        : Future.failedFuture(failure));
    }

    private KlarnaAnswer hit(SessionRecord record) {
        hit.increment();
        return answer(record.lastKnown(), "hit");
    }

    private KlarnaAnswer stale(SessionRecord record) {
        stale.increment();
        return answer(record.lastKnown(), "stale");
    }

    private KlarnaAnswer marked(KlarnaAnswer answer) {
        miss.increment();
        var headers =
                MultiMap.caseInsensitiveMultiMap().addAll(answer.headers()).set(CACHE, "miss");
        return new KlarnaAnswer(answer.status(), headers, answer.body());
    }

    private static KlarnaAnswer answer(SessionRecord.Read read, String cache) {
        var headers = MultiMap.caseInsensitiveMultiMap()
                .set(HttpHeaders.CONTENT_TYPE, "application/json;charset=utf-8")
                .set(HttpHeaders.CACHE_CONTROL, "no-store")
                .set("Age", Long.toString(read.age().toSeconds()))
                .set(CACHE, cache);
        return new KlarnaAnswer(200, headers, read.body());
    }
}
