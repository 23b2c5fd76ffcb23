package io.hppgateway.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** From the start of the process to ready, on this Java, and on a Java 25 with a cache of loaded classes as the image has it. */
final class Starts {
    private final Lab lab;

    Starts(Lab lab) {
        this.lab = lab;
    }

    /** @param ms the median of the starts, to ready */
    record Row(String name, double ms, double idle) {}

    List<Row> run() {
        var rows = new ArrayList<Row>();
        rows.add(measure("Java " + Runtime.version().feature() + ", `bin/hpp-gateway`", List.of(
                lab.project.resolve("target/hpp-gateway/bin/hpp-gateway").toString())));
        newer().ifPresentOrElse(
                java -> rows.add(measure("Java 25, options and class cache of the image", trained(java))),
                () -> Bench.say("there is no JDK 25 under /usr/lib/jvm: its start is not measured"));
        return rows;
    }

    private static Optional<Path> newer() {
        try (Stream<Path> found = Files.list(Path.of("/usr/lib/jvm"))) {
            return found.filter(home -> home.getFileName().toString().contains("25") && !Files.isSymbolicLink(home))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        } catch (java.io.IOException e) {
            return Optional.empty();
        }
    }

    /** Trained by some creates. */
    private List<String> trained(Path java) {
        Path cache = lab.raw.resolve("classes.aot");
        var options = new ArrayList<>(List.of(java.toString()));
        options.add("@" + lab.project.resolve("k8s/image/java.options"));
        options.add("-cp");
        try (Stream<Path> jars = Files.list(lab.project.resolve("target/hpp-gateway/lib"))) {
            options.add(String.join(":", jars.map(Path::toString).sorted().toList()));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        var training = new ArrayList<>(options);
        training.addAll(List.of("-XX:AOTCacheOutput=" + cache, "io.hppgateway.Main"));
        var shop = Estate.Shop.of(1);
        try (var estate = new Estate(lab, "training", lab.upstreamPort, List.of(shop)).start(training, Map.of())) {
            for (int i = 0; i < 20; i++) {
                Peer.firstAnswer(lab, estate.gateway(), estate.port, shop.authorization());
            }
            estate.stopGateway();
        }
        options.addAll(List.of("-XX:AOTCache=" + cache, "io.hppgateway.Main"));
        return options;
    }

    private Row measure(String name, List<String> command) {
        var starts = new ArrayList<Double>();
        double idle = 0;
        for (int i = 0; i < lab.size(5, 1); i++) {
            try (var estate = new Estate(lab, "start-" + Math.abs(name.hashCode()) + "-" + i, lab.upstreamPort, List.of(
                            Estate.Shop.of(1)))
                    .start(command, Map.of())) {
                starts.add((estate.readyAt() - estate.gateway().startedAt) / 1e6);
                Wait.pause(lab.time(1));
                idle = estate.gateway().rss();
            }
        }
        starts.sort(null);
        Bench.say("start: %s: %s ms, idle %.0f MiB", name, starts, idle);
        return new Row(name, starts.get(starts.size() / 2), idle);
    }
}
