package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's driver is no part of the build, and uses a few of our classes. */
final class BenchDriverTest {
    @Test
    void itCompilesAgainstWhatTheGatewayBrings(@TempDir Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        boolean done;
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, null);
                var sources = Files.walk(Path.of("src/bench/java"))) {
            var units = sources.filter(path -> path.toString().endsWith(".java"))
                    .map(Path::toFile)
                    .toList();
            var options = List.of(
                    "-nowarn",
                    "-proc:none",
                    "--release",
                    "17",
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            done = compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromFiles(units))
                    .call();
        }

        assertThat(done).as(said.toString()).isTrue();
        assertThat(classes.resolve("io/hppgateway/bench/Bench.class")).exists();
    }
}
