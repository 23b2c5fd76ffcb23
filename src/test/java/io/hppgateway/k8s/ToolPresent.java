package io.hppgateway.k8s;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a test whose program is missing, and writes down that it did: a skipped test must not go unseen. */
final class ToolPresent implements ExecutionCondition {
    private static final Path SKIPPED = Path.of("target", "skipped-tools.txt");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class)
                .flatMap(tools -> missing(tools).map(reason -> skip(context, reason)))
                .orElseGet(() -> ConditionEvaluationResult.enabled("every program is here"));
    }

    private static Optional<String> missing(NeedsTool tools) {
        var missing =
                Arrays.stream(tools.value()).filter(name -> !isOnPath(name)).collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("not on the PATH: " + missing + " (Debian: " + tools.debian() + ")");
    }

    private static boolean isOnPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(directory -> !directory.isBlank())
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    private static ConditionEvaluationResult skip(ExtensionContext context, String reason) {
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
