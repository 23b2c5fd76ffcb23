package io.hppgateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What was skipped for want of a program: a skipped test must not go unseen. */
public final class SkippedTools {
    private static final Path SKIPPED = Path.of("target", "skipped-tools.txt");

    private SkippedTools() {}

    /** Skips this test, or class of tests, and writes down that it did. */
    public static ConditionEvaluationResult skip(ExtensionContext context, String reason) {
        var test = context.getRequiredTestClass().getSimpleName()
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
        try {
            Files.createDirectories(SKIPPED.getParent());
            Files.writeString(
                    SKIPPED,
                    test + " was skipped: " + reason + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}
