package io.hppgateway.sandbox.redis;

import io.hppgateway.testkit.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** TLS for the servers of a test, among themselves too: each has a certificate of its own of one authority. */
public record ServerTls(TestAuthority authority) {
    private static final String ADDRESS = "127.0.0.1";

    /** What a server is started with that has these files and no other port. */
    List<String> arguments(Path directory, int port) {
        issue(directory, ADDRESS);
        return List.of(
                "--port",
                "0",
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate(directory).toString(),
                "--tls-key-file",
                directory.resolve("server.key").toString(),
                "--tls-ca-cert-file",
                authority.writeTo(directory.resolve("authority.pem")).toString(),
                "--tls-auth-clients",
                "no",
                "--tls-replication",
                "yes",
                "--tls-cluster",
                "yes");
    }

    /** A new certificate, for 127.0.0.1 or another name. */
    void issue(Path directory, String host) {
        authority.issueToPeer(host).write(certificate(directory), directory.resolve("server.key"));
    }

    private static Path certificate(Path directory) {
        return directory.resolve("server.pem");
    }

    /** Whether the redis-server of this machine was built with it. */
    static boolean isPossible() {
        try {
            Path scratch = Files.createTempDirectory("redis-tls");
            var server = new ProcessBuilder(
                            RedisBinary.find(scratch).toString(), "--port", "0", "--tls-replication", "yes")
                    .directory(scratch.toFile())
                    .redirectErrorStream(true)
                    .start();
            // It has no port and ends at once; one without TLS ends because it does not know the setting.
            return !new String(server.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .contains("FATAL CONFIG FILE ERROR");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
