package io.hppgateway.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs on a search path such as {@code $PATH}. */
final class Programs {
    static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    static final List<String> DRIVERS = List.of("chromedriver");

    private final List<Path> directories;

    Programs(String searchPath) {
        this.directories = Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(directory -> !directory.isBlank())
                .map(Path::of)
                .toList();
    }

    static Programs onPath() {
        return new Programs(Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    /** The first of these names that is there. */
    Optional<Path> first(List<String> names) {
        return names.stream().flatMap(this::everywhere).findFirst();
    }

    private Stream<Path> everywhere(String name) {
        return directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }

    /** What is missing for a browser test, in words; empty when nothing is. */
    Optional<String> missing() {
        var missing = Stream.of(BROWSERS, DRIVERS)
                .filter(names -> first(names).isEmpty())
                .map(names -> String.join(" / ", names))
                .toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of("not on the PATH: " + String.join(", ", missing));
    }
}
