package io.hppgateway.k8s;

import io.hppgateway.testkit.SkippedTools;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a test whose program is missing, and writes down that it did: a skipped test must not go unseen. */
final class ToolPresent implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class)
                .flatMap(tools -> missing(tools).map(reason -> SkippedTools.skip(context, reason)))
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
}
