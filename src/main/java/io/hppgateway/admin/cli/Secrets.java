package io.hppgateway.admin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads what must not stand among the arguments. */
final class Secrets {
    private static final Path STANDARD_INPUT = Path.of("-");

    private Secrets() {}

    /** The text of a file, or of standard input for {@code -}, without blanks around it. */
    static String inFile(Path file) {
        return text(file).strip();
    }

    /** The same with its blanks. */
    static String text(Path file) {
        try {
            return file.equals(STANDARD_INPUT)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (IOException e) {
            throw new CallException(CallException.USAGE, List.of("The file cannot be read: " + file));
        }
    }
}
