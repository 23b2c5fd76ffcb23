package io.hppgateway.testkit;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Our own programs in a process of their own, from the classes of this build. */
public final class JavaProgram {
    private static final Path HERE = Path.of("").toAbsolutePath();

    private JavaProgram() {}

    /** Starts a class; more flags for its Java come after those that this one needs. */
    public static ChildProcess start(String mainClass, Map<String, String> environment, String... flags) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flagsOfThisJava());
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath(), mainClass));
        return ChildProcess.start(HERE, environment, command);
    }

    /** What a newer Java wants to be told, or it warns; .mvn/jvm.config tells it where a user starts DevMain. */
    private static List<String> flagsOfThisJava() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--enable-native-access") || flag.startsWith("--sun-misc-unsafe"))
                .toList();
    }

    /** Without the tests' own resources, whose logback-test.xml would win. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
