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
import java.util.Optional;

/**
 * Reads of a session: answered from its record when that is final or young, else by Klarna, else by the record however old it
 * is. The header {@code Hpp-Cache} says which: {@code hit}, {@code miss}, {@code stale}. A COMPLETED that Klarna has yet to
 * confirm is nobody's answer: who reads because a webhook said {@code verified: false} must not be told the same by us.
 */
public final class Reads {
    private static final String CACHE = "Hpp-Cache";

    private final Sessions sessions;
    private final Duration maxAge;
    private final boolean confirms;
    private final SingleFlight<String, KlarnaAnswer> flights;
    private final Counter hit;
    private final Counter miss;
    private final Counter stale;

    /**
     * @param maxAge until when Klarna's last answer is young
     * @param confirms whether a COMPLETED counts only once Klarna has confirmed it
     */
    public Reads(Vertx vertx, Sessions sessions, Duration maxAge, boolean confirms, MeterRegistry registry) {
        this.sessions = sessions;
        this.maxAge = maxAge;
        this.confirms = confirms;
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
            boolean enough = isSettled(record) || (!fresh && isYoung(record));
            return known(record)
                    .filter(read -> enough)
                    .map(read -> Future.succeededFuture(hit(read)))
                    .orElseGet(() -> ask(tenant, record, request));
        });
    }

    private boolean isSettled(SessionRecord record) {
        return record.isFinal() && record.news().isPresent() && !isDoubtful(record);
    }

    private boolean isDoubtful(SessionRecord record) {
        return confirms && record.status().equals(HppStatus.COMPLETED) && !record.verified();
    }

    private boolean isYoung(SessionRecord record) {
        return record.read().filter(read -> read.age().compareTo(maxAge) < 0).isPresent();
    }

    /** The best answer without asking Klarna, however old; in doubt only what Klarna itself said. */
    private Optional<SessionRecord.Read> known(SessionRecord record) {
        if (record.status().equals(HppStatus.EXPIRED)) {
            return Optional.empty(); // a word of ours: Klarna answers 404, and so it shall
        }
        return isDoubtful(record) ? record.read() : Optional.of(record.lastKnown());
    }

    private Future<KlarnaAnswer> ask(Tenant tenant, SessionRecord record, KlarnaRequest request) {
        return flights.join(tenant.id() + "/" + record.id(), () -> sessions.readUpstream(tenant, record, request))
                .map(answer -> standIn(Sessions.isFault(answer), record).orElseGet(() -> marked(answer)))
                .recover(failure -> standIn(Sessions.isFault(failure), record)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(failure)));
    }

    private KlarnaAnswer hit(SessionRecord.Read read) {
        hit.increment();
        return answer(read, "hit");
    }

    private Optional<KlarnaAnswer> standIn(boolean fault, SessionRecord record) {
        return known(record).filter(read -> fault).map(read -> {
            stale.increment();
            return answer(read, "stale");
        });
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
