package io.hppgateway.proof;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;

/** Prints what a proof measured, and keeps it in {@code target/proofs.txt}. */
public final class Report {
    private static final Path FILE = Path.of("target", "proofs.txt");

    private Report() {}

    /** One line of figures. */
    public static void print(String line) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        String whole = String.format(Locale.ROOT, "%s load-average=%.1f", line, load);
        System.out.println(whole);
        Files.createDirectories(FILE.getParent());
        Files.writeString(
                FILE,
                Instant.now() + " " + whole + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
