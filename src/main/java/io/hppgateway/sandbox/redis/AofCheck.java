package io.hppgateway.sandbox.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Cuts off of an append-only file what a crash left unfinished, by Redis' own {@code redis-check-aof}. A server that is started
 * on such a file cuts it too, but between two commands of a script; what follows then counts as the script's end, and the start
 * after that does its first half (seen with 6.2.6 and 7.0.15).
 */
final class AofCheck {
    private static final String NAME = "redis-check-aof";

    private final Path dataDir;
    private final Duration patience;

    AofCheck(Path dataDir, Duration patience) {
        this.dataDir = dataDir;
        this.patience = patience;
    }

    /**
     * Mends the file, if there is one. What cannot be mended is left to the server, which says why it does not start.
     *
     * @param server whose program also is the check's, under that name
     * @param log what it says goes there
     */
    void mend(Path server, Path log) throws IOException {
        Optional<Path> file = file();
        if (file.isEmpty()) {
            return;
        }
        Process check = new ProcessBuilder(
                        program(server).toString(), "--fix", file.get().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try (var answers = check.getOutputStream()) {
            answers.write("y\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It had no question.
        }
        try {
            if (!check.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                check.destroyForcibly();
            }
        } catch (InterruptedException e) {
            check.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + NAME + " runs", e);
        }
    }

    /** Since Redis 7 in several files, of which the manifest tells. */
    private Optional<Path> file() {
        return Stream.of("appendonlydir/appendonly.aof.manifest", "appendonly.aof")
                .map(dataDir::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    private Path program(Path server) throws IOException {
        Optional<Path> installed = RedisBinary.onPath(NAME);
        if (installed.isPresent()) {
            return installed.get();
        }
        Path link = Files.createDirectories(dataDir.resolve("bin")).resolve(NAME);
        Files.deleteIfExists(link);
        return Files.createSymbolicLink(link, server.toAbsolutePath());
    }
}
