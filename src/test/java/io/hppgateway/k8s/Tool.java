package io.hppgateway.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a program of the machine said. */
record Tool(int status, String out) {

    /** Runs it to its end; both of its outputs are one. */
    static Tool run(String... command) {
        return runIn(Path.of("."), command);
    }

    /** The same in a directory. */
    static Tool runIn(Path directory, String... command) {
        try {
            var process = new ProcessBuilder(List.of(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Tool(process.waitFor(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it said when all went well; fails when not. */
    String text() {
        if (status != 0) {
            throw new AssertionError("exit status " + status + "\n" + out);
        }
        return out;
    }
}
