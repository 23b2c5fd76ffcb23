package io.hppgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramsTest {
    @Test
    void names_what_a_browser_test_lacks(@TempDir Path directory) throws IOException {
        program(directory, "chromium-browser");

        assertThat(new Programs(directory.toString()).missing()).contains("not on the PATH: chromedriver");
        assertThat(new Programs("").missing())
                .contains("not on the PATH: chromium / chromium-browser / google-chrome, chromedriver");
    }

    @Test
    void lacks_nothing_when_both_are_there(@TempDir Path one, @TempDir Path two) throws IOException {
        program(one, "google-chrome");
        program(two, "chromedriver");

        assertThat(new Programs(one + File.pathSeparator + two).missing()).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_run_is_no_program(@TempDir Path directory) throws IOException {
        Files.createFile(directory.resolve("chromedriver"));

        assertThat(new Programs(directory.toString()).first(Programs.DRIVERS)).isEmpty();
    }

    private static void program(Path directory, String name) throws IOException {
        assertThat(Files.createFile(directory.resolve(name)).toFile().setExecutable(true))
                .isTrue();
    }
}
