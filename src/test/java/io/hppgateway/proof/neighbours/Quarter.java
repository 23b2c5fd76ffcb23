package io.hppgateway.proof.neighbours;

import io.hppgateway.journal.EndpointRef;
import io.hppgateway.proof.Shop;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * Three tenants who share a gateway: one with the healthy endpoint that is measured and two others, and one tenant for each
 * of those two.
 *
 * @param sink the host of the healthy endpoint
 */
record Quarter(Sink sink, Shop measured, List<Shop> others, List<EndpointRef> bad) {

    /** The others are as healthy as the measured one, on hosts of their own. */
    static Quarter good(Vertx vertx, String name) {
        return of(name, new Sink(vertx), new Sink(vertx).hook("good"), new Sink(vertx).hook("good"));
    }

    /** One of the others never answers, one takes 5 s; on hosts of their own. */
    static Quarter bad(Vertx vertx, String name) {
        return of(name, new Sink(vertx), new Sink(vertx).hook("hole"), new Sink(vertx).hook("slow"));
    }

    /** The same, but all of them are at one host, as tenants of one webhook provider are. */
    static Quarter crowded(Vertx vertx, String name) {
        var host = new Sink(vertx);
        return of(name, host, host.hook("hole"), host.hook("slow"));
    }

    private static Quarter of(String name, Sink sink, Shop.Hook first, Shop.Hook second) {
        var one = named(first, "first");
        var two = named(second, "second");
        var measured = new Shop(name, List.of(named(sink.hook("good"), "good"), one, two), Optional.empty());
        var others = List.of(
                new Shop(name + "-1", List.of(one), Optional.empty()),
                new Shop(name + "-2", List.of(two), Optional.empty()));
        var refs = List.of(
                new EndpointRef(name, "first"),
                new EndpointRef(name, "second"),
                new EndpointRef(name + "-1", "first"),
                new EndpointRef(name + "-2", "second"));
        return new Quarter(sink, measured, others, refs);
    }

    private static Shop.Hook named(Shop.Hook hook, String id) {
        return new Shop.Hook(id, hook.url(), hook.secret(), hook.permits(), hook.timeout());
    }

    EndpointRef healthy() {
        return new EndpointRef(measured.tenant(), "good");
    }

    List<Shop> shops() {
        return List.of(measured, others.get(0), others.get(1));
    }
}
