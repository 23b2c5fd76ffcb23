package io.hppgateway.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** An authority that only its test trusts, and the certificates that it issues. */
public final class TestAuthority {
    private final X509Bundle root;

    private TestAuthority(X509Bundle root) {
        this.root = root;
    }

    private static final AtomicBoolean WARM = new AtomicBoolean();

    /** The first handshake of a JVM loads hundreds of classes, which on a busy machine blocks an event loop for seconds. */
    private static void warmUp() {
        var authority = newOne();
        var pair = authority.issue("localhost").bundle();
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(pair.toKeyManagerFactory().getKeyManagers(), null, null);
            try (var server =
                    context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var served = CompletableFuture.runAsync(() -> readOne(server));
                try (var client = authority
                        .trust()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                    client.getOutputStream().write(1);
                    served.join();
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void readOne(ServerSocket server) {
        try (var socket = server.accept()) {
            socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new one. */
    public static TestAuthority create() {
        if (!WARM.getAndSet(true)) {
            warmUp();
        }
        return newOne();
    }

    private static TestAuthority newOne() {
        try {
            return new TestAuthority(new CertificateBuilder()
                    .ecp256()
                    .subject("CN=Test authority")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A server certificate with its key. */
    public record Issued(X509Bundle bundle) {
        /** Puts both where a server reads them; each file changes at once. */
        public void write(Path certificate, Path key) {
            replace(certificate, bundle.getCertificatePathPEM());
            replace(key, bundle.getPrivateKeyPEM());
        }

        /** The certificate's serial number, as a peer sees it. */
        public String serial() {
            return bundle.getCertificate().getSerialNumber().toString();
        }
    }

    /** For this host name, until 30 days from now. */
    public Issued issue(String host) {
        return issue(host, Instant.now().plus(30, ChronoUnit.DAYS));
    }

    /** For this host name until then. */
    public Issued issue(String host, Instant until) {
        try {
            return new Issued(new CertificateBuilder()
                    .ecp256()
                    .subject("CN=" + host)
                    .addSanDnsName(host)
                    .addExtendedKeyUsageServerAuth()
                    .notBefore(Instant.now().minus(90, ChronoUnit.DAYS))
                    .notAfter(until)
                    .buildIssuedBy(root));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** For a server at 127.0.0.1, or of another name, that also shows it to its likes. */
    public Issued issueToPeer(String host) {
        try {
            var named = new CertificateBuilder().ecp256().subject("CN=" + host);
            return new Issued((host.equals("127.0.0.1") ? named.addSanIpAddress(host) : named.addSanDnsName(host))
                    .addExtendedKeyUsageServerAuth()
                    .addExtendedKeyUsageClientAuth()
                    .buildIssuedBy(root));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Its own certificate as a file. */
    public Path writeTo(Path file) {
        replace(file, root.getCertificatePEM());
        return file;
    }

    /** Trusts it and nobody else. */
    public SSLContext trust() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {root.toTrustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void replace(Path file, String text) {
        try {
            var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
