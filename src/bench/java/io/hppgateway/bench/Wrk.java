package io.hppgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** wrk: as many creates as 64 connections can make. */
final class Wrk {
    private static final int CONNECTIONS = 64;
    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in ([0-9.]+)(s|m)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");

    private Wrk() {}

    /** @param microsEach CPU of each process, in µs per request */
    record Result(double perSecond, long requests, Map<String, Double> microsEach, double rss) {}

    /**
     * Runs and measures these processes meanwhile; what it printed is kept.
     *
     * @param keys file with one Authorization value a line, used in turn by chance
     */
    static Result run(Lab lab, String name, int port, Path body, Path keys, Duration time, List<Proc> measured) {
        var command = List.of(
                "wrk", "-t1", "-c" + CONNECTIONS, "-d" + time.toSeconds() + "s", "--latency",
                "-s", lab.source("create.lua").toString(), "http://127.0.0.1:" + port + "/hpp/v1/sessions",
                "--", body.toString(), keys.toString());
        var before = new ArrayList<Double>();
        measured.forEach(proc -> before.add(proc.cpu()));
        String output = output(command);
        var micros = new HashMap<String, Double>();
        long requests = requests(output);
        for (int i = 0; i < measured.size(); i++) {
            micros.put(measured.get(i).name, (measured.get(i).cpu() - before.get(i)) * 1e6 / requests);
        }
        lab.keep(name + ".wrk.txt", output + "\nCPU us per request: " + micros + "\n");
        var bad = BAD.matcher(output);
        if (bad.find()) {
            throw new IllegalStateException(name + ": " + bad.group() + "; see " + lab.raw);
        }
        double rss = measured.isEmpty() ? 0 : measured.get(0).rss();
        return new Result(requests / seconds(output), requests, micros, rss);
    }

    private static String output(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long requests(String output) {
        var found = REQUESTS.matcher(output);
        if (!found.find()) {
            throw new IllegalStateException("wrk said: " + output);
        }
        return Long.parseLong(found.group(1));
    }

    private static double seconds(String output) {
        var found = REQUESTS.matcher(output);
        if (!found.find()) {
            throw new IllegalStateException("wrk said: " + output);
        }
        return Double.parseDouble(found.group(2)) * (found.group(3).equals("m") ? 60 : 1);
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
