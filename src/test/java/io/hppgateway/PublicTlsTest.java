package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestAuthority;
import io.hppgateway.testkit.TestRedis;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public port with a certificate of its own, which is renewed while connections stand. */
final class PublicTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String GET = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    private Path directory;

    private final LogCapture log = LogCapture.open();
    private final TestAuthority authority = TestAuthority.create();
    private final TestAuthority.Issued first = authority.issue("localhost");
    private Path certificate;
    private Path key;
    private GatewayKit kit;

    @BeforeEach
    void start() {
        certificate = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
        first.write(certificate, key);
        kit = startKit();
    }

    private GatewayKit startKit() {
        return GatewayKit.start(
                TestRedis.url(),
                Map.of(
                        "HPP_HTTP_TLS_CERTIFICATE",
                        certificate.toString(),
                        "HPP_HTTP_TLS_KEY",
                        key.toString(),
                        "HPP_RELOAD_INTERVAL",
                        "50ms"));
    }

    @AfterEach
    void close() {
        kit.close();
        log.close();
    }

    private SSLSocket connect(String... protocols) throws IOException {
        var socket = (SSLSocket) authority
                .trust()
                .getSocketFactory()
                .createSocket("127.0.0.1", kit.node().gateway().port());
        socket.setSoTimeout(20_000);
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(java.util.List.of(new javax.net.ssl.SNIHostName("localhost")));
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        // The address is an IP here; the name is in the handshake only.
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static X509Certificate shown(SSLSocket socket) throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    private String serial() {
        try (var socket = connect()) {
            return shown(socket).getSerialNumber().toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String ask(SSLSocket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return answer(socket.getInputStream());
    }

    /** Up to the end of the body, which says how long it is. */
    private static String answer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        assertThat(length.find()).as(head.toString()).isTrue();
        return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
    }

    private String metric(String name) {
        return ApiClient.of(kit.managementUrl())
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void itSpeaksHttp1OverTls(String protocol) throws IOException {
        try (var socket = connect(protocol)) {
            assertThat(shown(socket).getSerialNumber()).hasToString(first.serial());
            assertThat(socket.getApplicationProtocol()).isEmpty();
            assertThat(ask(socket, GET + "\r\n")).startsWith("HTTP/1.1 404 ").contains("\"error_code\":\"NOT_FOUND\"");
        }
    }

    @Test
    void olderTlsIsRefused() throws IOException {
        // A ClientHello of TLS 1.1 with suites that any server has.
        String hello = "0302" + "00".repeat(32) + "00" + "0006c013c009002f" + "0100";
        String handshake = "010000" + String.format("%02x", hello.length() / 2) + hello;
        String record = "16030100" + String.format("%02x", handshake.length() / 2) + handshake;
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), kit.node().gateway().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(record));

            byte[] alert = socket.getInputStream().readAllBytes();

            // An alert, fatal, protocol_version (RFC 8446, section 6.2).
            assertThat(alert[0]).isEqualTo((byte) 21);
            assertThat(new byte[] {alert[5], alert[6]}).containsExactly(2, 70);
        }
    }

    @Test
    void plainHttpGetsNoAnswer() throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), kit.node().gateway().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((GET + "\r\n").getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aRequestWhoseLengthIsInDoubtIs400HereToo() throws IOException {
        try (var socket = connect()) {
            String answer = ask(
                    socket,
                    "POST /payments/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked"
                            + "\r\n\r\n0\r\n\r\n" + GET + "\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws IOException {
        var until = Instant.parse("2040-01-02T03:04:05Z");
        var next = authority.issue("localhost", until);
        try (var old = connect()) {
            assertThat(ask(old, GET + "\r\n")).startsWith("HTTP/1.1 404 ");

            next.write(certificate, key);

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(serial()).isEqualTo(next.serial()));
            assertThat(ask(old, GET + "\r\n")).startsWith("HTTP/1.1 404 ");
            assertThat(shown(old).getSerialNumber()).hasToString(first.serial());
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metric("hpp_tls_certificate_expiry_timestamp_seconds "))
                        .endsWith(" 2.209086245E9"));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAndTheOldPairStays() {
        TestAuthority.Issued other = authority.issue("localhost");

        other.write(certificate, directory.resolve("unused"));

        awaitRefusal("is not the key of the first certificate");
        assertThat(serial()).isEqualTo(first.serial());

        other.write(certificate, key);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(serial()).isEqualTo(other.serial()));
    }

    @Test
    void anExpiredCertificateIsRefused() {
        authority.issue("localhost", Instant.now().minusSeconds(60)).write(certificate, key);

        awaitRefusal("has expired: CN=localhost until");
        assertThat(serial()).isEqualTo(first.serial());
    }

    private void awaitRefusal(String why) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains(why)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metric("hpp_reload_refused{what=\"http.tls-certificate\"}"))
                        .endsWith(" 1.0"));
    }

    @Test
    void aGatewayDoesNotStartWithAKeyThatDoesNotFit() {
        authority.issue("localhost").write(directory.resolve("unused"), key);

        assertThatThrownBy(this::startKit)
                .hasMessageContaining(key + " is not the key of the first certificate in " + certificate);
    }
}
