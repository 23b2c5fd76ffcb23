package io.hppgateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Another program, run as its users run it: a real process, real signals, its own environment with none of our {@code HPP_}
 * variables. Closing it ends it and everything it started, whatever state they are in.
 */
public final class ChildProcess implements AutoCloseable {
    /** For a JVM that starts on a loaded build machine; a condition that comes true ends the wait at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A shell's background jobs ignore SIGINT, and hand that on to all that they start; GNU's env takes it back. */
    private static final List<String> WITH_SIGNALS = withSignals();

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a program in a directory. {@code JAVA_HOME} is the Java of this test, unless the environment says otherwise. */
    public static ChildProcess start(Path directory, Map<String, String> environment, List<String> command) {
        try {
            var out = Files.createTempFile("child", ".out");
            var err = Files.createTempFile("child", ".err");
            var words = new ArrayList<>(WITH_SIGNALS);
            words.addAll(command);
            var builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("HPP_"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            return new ChildProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> withSignals() {
        var env = List.of("env", "--default-signal=INT");
        try {
            var trial = new ProcessBuilder("env", "--default-signal=INT", "true").start();
            return trial.waitFor() == 0 ? env : List.of();
        } catch (IOException | InterruptedException e) {
            return List.of();
        }
    }

    /** What it has written to standard output. */
    public String out() {
        return read(out);
    }

    /** What it has written to standard error. */
    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until standard output matches; fails when the program ends before. */
    public MatchResult awaitOut(Pattern pattern) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> pattern.matcher(out()).find() || !process.isAlive());
        var matcher = pattern.matcher(out());
        if (!matcher.find()) {
            throw new AssertionError("the program did not write " + pattern + "\n" + out() + err());
        }
        return matcher.toMatchResult();
    }

    /** Sends a signal, such as TERM or INT. */
    public ChildProcess signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for its end; 128 and the signal's number when a signal ended it. */
    public int exitStatus() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the program does not end\n" + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The programs it has started, and those that they have. */
    public List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    @Override
    public void close() {
        var all = children();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        exitStatus();
        delete(out);
        delete(err);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
