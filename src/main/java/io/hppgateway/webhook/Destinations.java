package io.hppgateway.webhook;

import io.hppgateway.guard.AddressGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.resolver.NameResolver;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Resolves a receiver's name, has every address judged, and aims the request at a judged one: host header and SNI stay the
 * name's, so certificates are checked as always, and nobody resolves a second time.
 */
final class Destinations {
    private final NameResolver resolver;
    private final AddressGuard guard;

    Destinations(Vertx vertx, AddressGuard guard) {
        // The resolver of the HTTP client itself: the same hosts file, search domains and cache.
        this.resolver = ((VertxInternal) vertx).nameResolver();
        this.guard = guard;
    }

    /** Aims; empty on success, else why the URL cannot be called. Attempts take turns through the addresses of a name. */
    Future<Optional<String>> aim(RequestOptions request, URI url, int port, int attempt) {
        if (guard.isOpen()) {
            return Future.succeededFuture(Optional.empty());
        }
        Optional<String> refusal = guard.refusal(url);
        if (refusal.isPresent() || AddressGuard.literal(url.getHost()).isPresent()) {
            return Future.succeededFuture(refusal);
        }
        Promise<List<InetSocketAddress>> found = Promise.promise();
        resolver.resolveAll(url.getHost(), found::handle);
        return found.future()
                .map(addresses -> choose(request, addresses, port, attempt))
                .otherwise(Optional.of("the URL's host cannot be resolved"));
    }

    private Optional<String> choose(RequestOptions request, List<InetSocketAddress> found, int port, int attempt) {
        List<InetAddress> addresses =
                found.stream().map(InetSocketAddress::getAddress).toList();
        // One bad address is enough: whoever owns the name chooses which one we would get.
        Optional<String> refusal = addresses.stream()
                .flatMap(address -> guard.refusal(address).stream())
                .findFirst();
        if (refusal.isEmpty()) {
            var inTurn = addresses.stream()
                    .sorted(Comparator.comparing(InetAddress::getHostAddress))
                    .toList();
            InetAddress chosen = inTurn.get((attempt - 1) % inTurn.size());
            request.setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(chosen, port)));
        }
        return refusal;
    }
}
