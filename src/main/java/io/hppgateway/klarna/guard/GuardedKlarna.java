package io.hppgateway.klarna.guard;

import io.hppgateway.bound.Bounds;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaReply;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.klarna.Upstream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a call to a host pass when the host works and has room, for this tenant too; in this process alone, so that nobody has
 * to be asked. Otherwise it fails at once: {@link KlarnaException.Kind#SPARED} or {@link KlarnaException.Kind#OVERLOADED}.
 */
public final class GuardedKlarna implements Klarna {
    private static final Set<KlarnaException.Kind> REFUSALS =
            Set.of(KlarnaException.Kind.SPARED, KlarnaException.Kind.OVERLOADED);

    private final Klarna klarna;
    private final GuardSettings settings;
    private final MeterRegistry registry;
    private final Bounds bounds;
    // As many as there are hosts in tenants' accounts.
    private final Map<String, HostGuard> hosts = new ConcurrentHashMap<>();

    public GuardedKlarna(Klarna klarna, GuardSettings settings, MeterRegistry registry) {
        this.klarna = klarna;
        this.settings = settings;
        this.registry = registry;
        this.bounds = new Bounds(registry);
    }

    /** Has the host's meters there before the first call to it. */
    public void expect(Upstream upstream) {
        host(address(upstream));
    }

    private static String address(Upstream upstream) {
        return upstream.host().address();
    }

    private HostGuard host(String address) {
        return hosts.computeIfAbsent(address, this::guard);
    }

    @Override
    public Future<KlarnaReply> open(Upstream upstream, KlarnaRequest request) {
        String address = address(upstream);
        var host = host(address);
        HostGuard.Pass pass;
        try {
            pass = host.enter(upstream.owner(), System.nanoTime());
        } catch (KlarnaException refused) {
            refused(address, refused.kind()).increment();
            return Future.failedFuture(refused);
        }
        return klarna.open(upstream, request)
                .onSuccess(reply -> reply.ended()
                        .onSuccess(end -> leave(host, pass, Verdict.of(reply.status())))
                        .onFailure(failure -> leave(host, pass, Verdict.of(failure))))
                .onFailure(failure -> leave(host, pass, Verdict.of(failure)));
    }

    private static void leave(HostGuard host, HostGuard.Pass pass, Verdict verdict) {
        host.leave(pass, verdict, System.nanoTime());
    }

    private HostGuard guard(String address) {
        var host = new HostGuard(settings, bounds::reached);
        Gauge.builder("hpp.upstream.in_flight", host, HostGuard::inFlight)
                .description("Calls to an API host of Klarna's that are under way in this process")
                .tag("server.address", address)
                .register(registry);
        Gauge.builder("hpp.upstream.breaker", host, guard -> guard.state().level())
                .description("Whether an API host of Klarna's is spared: 0 no, 1 one call tries it, 2 yes")
                .tag("server.address", address)
                .register(registry);
        REFUSALS.forEach(kind -> refused(address, kind));
        return host;
    }

    private Counter refused(String address, KlarnaException.Kind kind) {
        return Counter.builder("hpp.upstream.refused")
                .description("Calls to an API host of Klarna's that did not leave: spared or overloaded")
                .tag("server.address", address)
                .tag("reason", kind.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
