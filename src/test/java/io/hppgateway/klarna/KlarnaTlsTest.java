package io.hppgateway.klarna;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.TestAuthority;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Klarna over TLS: whom we believe, what we speak, and that a host gets no more calls at once than were allowed. */
final class KlarnaTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestAuthority authority = TestAuthority.create();
    private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    private final List<KlarnaClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(KlarnaClient::close);
        await(vertx.close());
    }

    private KlarnaClient client(int connections, boolean http2) {
        var trusted = Optional.of(authority.writeTo(directory.resolve("ca.pem")));
        var client = new KlarnaClient(vertx, new KlarnaSettings(PATIENCE, PATIENCE, connections, 100, http2, trusted));
        clients.add(client);
        return client;
    }

    /** A server for a host name; answers the protocol of each request, or holds those to /hold. */
    private Upstream serve(String host, boolean http2) {
        var certificate = directory.resolve("server.crt");
        var key = directory.resolve("server.key");
        authority.issue(host).write(certificate, key);
        var options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(
                        http2 ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1) : List.of(HttpVersion.HTTP_1_1))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.toString())
                        .addKeyPath(key.toString()));
        var server = await(
                vertx.createHttpServer(options).requestHandler(this::answer).listen(0, "127.0.0.1"));
        return Upstream.withApiKey(URI.create("https://localhost:" + server.actualPort()), Secret.of("k"));
    }

    private void answer(HttpServerRequest request) {
        if (request.path().equals("/hold")) {
            held.add(request);
        } else {
            request.body().onSuccess(body -> request.response().end(request.version() + " " + body));
        }
    }

    private static KlarnaRequest post(String text) {
        return new KlarnaRequest(
                HttpMethod.POST,
                "/payments/v1/sessions",
                MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json"),
                Buffer.buffer(text));
    }

    private static String text(Future<KlarnaAnswer> call) {
        return await(call).body().toString();
    }

    @Test
    void http2IsSpokenWhereTheHostOffersIt() {
        var host = serve("localhost", true);

        assertThat(text(client(16, true).call(host, post("{}")))).isEqualTo("HTTP_2 {}");
        assertThat(text(client(16, true).call(host, post("x".repeat(300_000))))).hasSize("HTTP_2 ".length() + 300_000);
        assertThat(text(client(16, false).call(host, post("{}")))).isEqualTo("HTTP_1_1 {}");
    }

    @Test
    void aHostWithoutHttp2IsSpokenToInHttp1() {
        assertThat(text(client(16, true).call(serve("localhost", false), post("{}"))))
                .isEqualTo("HTTP_1_1 {}");
    }

    @Test
    void aCertificateForAnotherHostIsRefusedAndNothingIsSent() {
        var host = serve("klarna.example", true);

        assertThatThrownBy(() -> await(client(16, true).call(host, post("{}"))))
                .isInstanceOfSatisfying(
                        KlarnaException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(KlarnaException.Kind.UNREACHABLE));
        assertThat(held).isEmpty();
    }

    @Test
    void anAuthorityThatNobodyTrustsIsRefused() {
        var host = serve("localhost", true);
        var stranger = new KlarnaClient(vertx, new KlarnaSettings(PATIENCE, PATIENCE, 4, 4, true, Optional.empty()));
        clients.add(stranger);

        assertThatThrownBy(() -> await(stranger.call(host, post("{}"))))
                .isInstanceOfSatisfying(
                        KlarnaException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(KlarnaException.Kind.UNREACHABLE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHostGetsAsManyCallsAtOnceAsThereAreConnections(boolean http2) {
        var host = serve("localhost", http2);
        var client = client(8, true);
        // What a host speaks is found out with a connection that stays behind for a while.
        assertThat(text(client.call(host, post("{}")))).startsWith(http2 ? "HTTP_2" : "HTTP_1_1");
        var hold = new KlarnaRequest(HttpMethod.GET, "/hold", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
        var calls = new ArrayList<Future<KlarnaAnswer>>();
        for (int i = 0; i < 12; i++) {
            calls.add(client.call(host, hold));
        }

        for (int answered = 0; answered < 12; answered++) {
            int there = Math.min(12, answered + 8);
            org.awaitility.Awaitility.await()
                    .atMost(30, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(held).hasSizeGreaterThanOrEqualTo(there));
            // One more is sent when one was answered, and not before.
            assertThat(held).hasSize(there);
            held.get(answered).response().end();
        }
        calls.forEach(call -> assertThat(await(call).status()).isEqualTo(200));
    }

    @Test
    void aHostThatKnowsOnlyOldTlsIsRefused() throws Exception {
        // A ServerHello of TLS 1.1.
        String hello = "0302" + "11".repeat(32) + "00" + "002f" + "00";
        String handshake = "020000" + String.format("%02x", hello.length() / 2) + hello;
        String record = "16030200" + String.format("%02x", handshake.length() / 2) + handshake;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var alert = CompletableFuture.supplyAsync(
                    () -> answerHello(server, HexFormat.of().parseHex(record)));
            var host = Upstream.withApiKey(URI.create("https://localhost:" + server.getLocalPort()), Secret.of("k"));

            assertThatThrownBy(() -> await(client(4, true).call(host, post("{}"))))
                    .isInstanceOfSatisfying(
                            KlarnaException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(KlarnaException.Kind.UNREACHABLE));
            // An alert, fatal, protocol_version or, from JDK 25, illegal_parameter (RFC 8446, section 6.2).
            assertThat(alert.get(30, TimeUnit.SECONDS)).isIn(List.of(21, 2, 70), List.of(21, 2, 47));
        }
    }

    /** Type of the record that came back, and what is in it. */
    private static List<Integer> answerHello(ServerSocket server, byte[] record) {
        try (var socket = server.accept()) {
            socket.setSoTimeout(20_000);
            var in = new DataInputStream(socket.getInputStream());
            in.skipNBytes(3);
            in.skipNBytes(in.readUnsignedShort());
            socket.getOutputStream().write(record);
            int type = in.readUnsignedByte();
            in.skipNBytes(4);
            return List.of(type, in.readUnsignedByte(), in.readUnsignedByte());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
