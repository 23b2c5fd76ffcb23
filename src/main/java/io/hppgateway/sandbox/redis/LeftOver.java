package io.hppgateway.sandbox.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server of an earlier run that was killed before it could end it. The file holds the process id and its start time:
 * an id alone may belong to somebody else by now.
 */
final class LeftOver {
    private final Path file;

    LeftOver(Path file) {
        this.file = file;
    }

    void remember(ProcessHandle process) throws IOException {
        Files.writeString(file, process.pid() + " " + startOf(process) + "\n");
    }

    void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A stale file harms nobody: its start time matches no process.
        }
    }

    void end() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String[] words = Files.readString(file).trim().split(" ", -1);
        if (words.length == 2 && words[0].matches("[0-9]{1,18}")) {
            ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(process -> startOf(process).toString().equals(words[1]))
                    .ifPresent(LeftOver::kill);
        }
        forget();
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("an earlier redis-server (process " + process.pid() + ") does not end", e);
        }
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
