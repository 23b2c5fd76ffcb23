package io.hppgateway.contract;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Serves a contract: as the document and as a page. */
public final class ContractApi {
    private static final String MINUTES = "public, max-age=300";

    private final Vertx vertx;
    private final Supplier<Contract> source;
    private final AtomicReference<Future<Served>> served = new AtomicReference<>();

    private record Served(Buffer yaml, Buffer page, String policy) {}

    /** @param source read when somebody asks for the first time: a start need not wait for it */
    public ContractApi(Vertx vertx, Supplier<Contract> source) {
        this.vertx = vertx;
        this.source = source;
    }

    /** {@code GET /openapi.yaml}. */
    public void document(RoutingContext ctx) {
        served().onSuccess(ready -> answer(ctx, "application/yaml", ready.yaml()))
                .onFailure(ctx::fail);
    }

    /** {@code GET /docs}. */
    public void page(RoutingContext ctx) {
        served().onSuccess(ready -> {
                    ctx.response()
                            .putHeader("Content-Security-Policy", ready.policy())
                            .putHeader("Referrer-Policy", "no-referrer");
                    answer(ctx, "text/html;charset=utf-8", ready.page());
                })
                .onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, String type, Buffer body) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, MINUTES)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }

    private Future<Served> served() {
        var known = served.get();
        if (known != null && !known.failed()) {
            return known;
        }
        // Two that come first at the same time both read it: some 100 ms of a worker, once.
        var reading = vertx.executeBlocking(this::read, false);
        served.set(reading);
        return reading;
    }

    private Served read() {
        var contract = source.get();
        var page = new ContractPage(contract);
        return new Served(Buffer.buffer(contract.text()), Buffer.buffer(page.html()), page.policy());
    }
}
