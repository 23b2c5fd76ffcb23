package io.hppgateway;

import io.hppgateway.testkit.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** {@code target/hpp-gateway}, copied elsewhere: it has to run anywhere, also under a path with a blank. */
final class Distribution {
    private static final Path BUILT = Path.of("target", "hpp-gateway");

    private final Path root;
    private final Path elsewhere;

    /** What a program said when it was over. */
    record Said(int status, String out, String err) {}

    private Distribution(Path root, Path elsewhere) {
        this.root = root;
        this.elsewhere = elsewhere;
    }

    static Distribution copiedTo(Path directory) {
        var root = directory.resolve("hpp gateway");
        try (var files = Files.walk(BUILT)) {
            files.forEach(file -> copy(file, root.resolve(BUILT.relativize(file))));
            return new Distribution(root, Files.createDirectory(directory.resolve("elsewhere")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file or directory of it. */
    Path file(String name) {
        return root.resolve(name);
    }

    /** A directory that has nothing to do with it, where its programs are started. */
    Path elsewhere() {
        return elsewhere;
    }

    ChildProcess start(Map<String, String> environment) {
        return ChildProcess.start(
                elsewhere, environment, List.of(file("bin/hpp-gateway").toString()));
    }

    /** Runs one of its programs to the end. */
    Said run(Map<String, String> environment, String program, String... arguments) {
        var command = new java.util.ArrayList<>(List.of(file("bin/" + program).toString()));
        command.addAll(List.of(arguments));
        try (var child = ChildProcess.start(elsewhere, environment, command)) {
            int status = child.exitStatus();
            return new Said(status, child.out(), child.err());
        }
    }
}
