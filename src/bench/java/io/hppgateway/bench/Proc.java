package io.hppgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is measured together with its children. Its output goes to a file of its name. */
final class Proc implements AutoCloseable {
    // sysconf(_SC_CLK_TCK), which is 100 on every Linux that Java runs on.
    private static final double TICKS = 100;

    final String name;
    final long startedAt = System.nanoTime();
    private final Process process;

    private Proc(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    static Proc start(Path raw, String name, Map<String, String> environment, List<String> command) {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(raw.resolve(name + ".log").toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("HPP_"));
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            // Also when somebody breaks it off: what runs on would spoil the next run.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Proc(name, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The process and those that it started. */
    private List<Long> pids() {
        var pids = new ArrayList<Long>();
        pids.add(process.pid());
        process.descendants().forEach(child -> pids.add(child.pid()));
        return pids;
    }

    /** CPU time since its start, in seconds, user and system; also of children that have ended, such as Redis' rewriting its file. */
    double cpu() {
        double ticks = 0;
        for (long pid : pids()) {
            String stat = read(pid, "stat");
            if (!stat.isEmpty()) {
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                for (int i = 11; i < 15; i++) {
                    ticks += Long.parseLong(fields[i]);
                }
            }
        }
        return ticks / TICKS;
    }

    /** Of that, what a JVM spent to compile itself: it ends some time after its start, and is none of the work's. */
    double compiling() {
        double ticks = 0;
        try (var tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                if (stat.contains("CompilerThre")) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                }
            }
        } catch (IOException e) {
            return ticks / TICKS; // a thread ended meanwhile
        }
        return ticks / TICKS;
    }

    /** Resident memory in MiB; what several processes share counts once for each. */
    double rss() {
        return pids().stream()
                        .flatMap(pid -> read(pid, "status").lines())
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum()
                / 1024.0;
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            return ""; // it ended meanwhile
        }
    }

    /** SIGTERM, and SIGKILL when that takes too long. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
