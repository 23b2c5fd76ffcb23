package io.hppgateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a browser test where there is no browser, and writes down that it did: a skipped test must not go unseen. */
final class BrowserPresent implements ExecutionCondition {
    private static final Path SKIPPED = Path.of("target", "skipped-browser-tests.txt");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Programs.onPath()
                .missing()
                .map(reason -> skip(context, reason))
                .orElseGet(() -> ConditionEvaluationResult.enabled("Chromium and chromedriver are here"));
    }

    private static ConditionEvaluationResult skip(ExtensionContext context, String reason) {
        var test = context.getTestClass().map(Class::getSimpleName).orElse("?")
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
        note(test + " was skipped: " + reason + System.lineSeparator());
        return ConditionEvaluationResult.disabled(reason);
    }

    private static void note(String line) {
        try {
            Files.createDirectories(SKIPPED.getParent());
            Files.writeString(SKIPPED, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
