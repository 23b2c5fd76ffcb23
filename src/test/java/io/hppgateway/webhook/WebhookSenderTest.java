package io.hppgateway.webhook;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.guard.AddressGuard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebhookSenderTest {
    /** Names of a tenant that wants to look around, and an honest one. */
    private static final String HOSTS =
            "127.0.0.1 shop.test\n127.0.0.1 inside.test\n8.8.8.8 mixed.test\n10.0.0.1 mixed.test\n";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AddressGuard LOCAL = AddressGuard.allowing(List.of("127.0.0.1"), true);

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(new AddressResolverOptions().setHostsValue(Buffer.buffer(HOSTS))));

    private final Context loop = vertx.getOrCreateContext();
    /** A client that nobody refers to is closed, also with a request under way. */
    private final List<WebhookSender> senders = new ArrayList<>();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aNameOfOurOwnNetworkIsNotCalled() {
        var inside = Receiver.healthy(vertx);
        var guard = AddressGuard.allowing(List.of(), true);
        for (String host : List.of("inside.test", "127.0.0.1", "[::1]", "2130706433")) {
            var reply =
                    send(guard, URI.create("http://" + host + ":" + inside.url().getPort() + "/"));
            assertThat(reply.status()).isZero();
            assertThat(reply.error())
                    .as(host)
                    .startsWith("the URL's host")
                    .doesNotContain("127.0")
                    .doesNotContain("10.0");
        }
        assertThat(inside.hooks()).isEmpty();
    }

    @Test
    void oneBadAddressAmongGoodOnesIsEnough() {
        var inside = Receiver.healthy(vertx);
        var dns = new TestDns(vertx, List.of("8.8.8.8", "127.0.0.1"));
        var asking = Vertx.vertx(new VertxOptions().setAddressResolverOptions(dns.options()));
        var url = URI.create("http://mixed.test:" + inside.url().getPort() + "/");
        var reply = await(new WebhookSender(asking, settings(AddressGuard.allowing(List.of(), true), Optional.empty()))
                .send(url, message(), PATIENCE, 1));
        assertThat(reply.error()).isEqualTo("the URL's host has an address that is not public");
        await(asking.close());
    }

    @Test
    void aNameThatChangesItsAddressIsCalledWhereItWasJudged() {
        var shop = Receiver.healthy(vertx);
        var dns = new TestDns(vertx, List.of("127.0.0.1"));
        var asking = Vertx.vertx(new VertxOptions().setAddressResolverOptions(dns.options()));
        var sender = new WebhookSender(asking, settings(LOCAL, Optional.empty()));
        var url = URI.create("http://shop.test:" + shop.url().getPort() + "/");
        assertThat(await(sender.send(url, message(), PATIENCE, 1)).status()).isEqualTo(200);
        int asked = dns.questions();
        assertThat(asked).isPositive();
        dns.answer(List.of("10.0.0.1"));
        // The kept connection does not help: the name is judged again and leads elsewhere now.
        assertThat(await(sender.send(url, message(), PATIENCE, 2)).error())
                .isEqualTo("the URL's host has an address that is not public");
        await(asking.close());
    }

    @Test
    void anUnknownNameIsAFailureWithAReason() {
        assertThat(send(LOCAL, URI.create("http://nowhere.invalid/")).error())
                .isEqualTo("the URL's host cannot be resolved");
    }

    @Test
    void aJudgedAddressIsCalledUnderItsName() {
        var shop = Receiver.healthy(vertx);
        int port = shop.url().getPort();
        assertThat(send(LOCAL, URI.create("http://shop.test:" + port + "/x")).status())
                .isEqualTo(200);
        assertThat(shop.hooks().get(0).header("host")).isEqualTo("shop.test:" + port);
    }

    @Test
    void tlsChecksTheNameAndNotTheAddress() {
        var certificate = SelfSignedCertificate.create("shop.test");
        var names = new CopyOnWriteArrayList<String>();
        var server = await(vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(certificate.keyCertOptions()))
                .requestHandler(request -> {
                    names.add(request.version() + " " + request.authority().host());
                    request.response().end();
                })
                .listen(0, "127.0.0.1"));
        var trusting = settings(LOCAL, Optional.of(Path.of(certificate.certificatePath())));
        var reply = send(trusting, URI.create("https://shop.test:" + server.actualPort() + "/"));
        assertThat(reply.status()).as(reply.error()).isEqualTo(200);
        assertThat(names).containsExactly("HTTP_2 shop.test");
        assertThat(send(trusting, URI.create("https://inside.test:" + server.actualPort() + "/"))
                        .status())
                .isZero();
        assertThat(send(settings(LOCAL, Optional.empty()), URI.create("https://shop.test:" + server.actualPort() + "/"))
                        .status())
                .isZero();
        certificate.delete();
    }

    @Test
    void connectionsAreKeptAndBounded() {
        var connections = new HashSet<Object>();
        var shop = Receiver.start(vertx, (request, n) -> {
            synchronized (connections) {
                connections.add(request.connection());
            }
            vertx.setTimer(2, late -> request.response().end());
        });
        var sender = new WebhookSender(vertx, settings(LOCAL, Optional.empty()));
        var url = URI.create("http://shop.test:" + shop.url().getPort() + "/");
        for (int round = 0; round < 5; round++) {
            List<Future<Reply>> replies =
                    IntStream.range(0, 60).mapToObj(i -> onLoop(sender, url)).toList();
            await(Future.all(replies));
            assertThat(replies).allMatch(reply -> reply.result().status() == 200);
        }
        assertThat(connections).hasSizeLessThanOrEqualTo(16);
    }

    @Test
    void tooManyForOneHostAreNotSentAndDoNotCount() {
        var hanging = Receiver.start(vertx, (request, n) -> {});
        var sender = new WebhookSender(vertx, settings(LOCAL, Optional.empty()));
        var url = URI.create("http://shop.test:" + hanging.url().getPort() + "/");
        var replies = new ArrayList<Future<Reply>>();
        IntStream.range(0, 100).forEach(i -> replies.add(onLoop(sender, url, Duration.ofSeconds(3))));
        await(Future.all(replies));
        // 64 wait, and up to 16 more are taken by connections while the others come.
        assertThat(replies.stream().filter(reply -> !reply.result().sent()).count())
                .isBetween(20L, 36L);
    }

    /** A sender belongs to one event loop. */
    private Future<Reply> onLoop(WebhookSender sender, URI url) {
        return onLoop(sender, url, PATIENCE);
    }

    private Future<Reply> onLoop(WebhookSender sender, URI url, Duration timeout) {
        io.vertx.core.Promise<Reply> reply = io.vertx.core.Promise.promise();
        loop.runOnContext(go -> sender.send(url, message(), timeout, 1).onComplete(reply));
        return reply.future();
    }

    private Reply send(AddressGuard guard, URI url) {
        return send(settings(guard, Optional.empty()), url);
    }

    private Reply send(WebhookSettings settings, URI url) {
        var sender = new WebhookSender(vertx, settings);
        senders.add(sender);
        return await(onLoop(sender, url));
    }

    private static WebhookSettings settings(AddressGuard guard, Optional<Path> trusted) {
        var s = RelayKit.settings();
        return new WebhookSettings(
                s.timeout(),
                s.connectTimeout(),
                s.leaseMargin(),
                s.inFlight(),
                s.busyLook(),
                s.quietLook(),
                s.connectionsPerHost(),
                s.waitingPerHost(),
                s.drain(),
                s.unknownEndpoint(),
                s.longestRetryAfter(),
                RetrySchedule.standard(),
                guard,
                trusted);
    }

    private static WebhookMessage message() {
        return new WebhookMessage(Buffer.buffer("{}"), HttpHeaders.headers());
    }
}
