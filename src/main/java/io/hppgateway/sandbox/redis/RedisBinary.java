package io.hppgateway.sandbox.redis;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a redis-server: the one on the PATH, else the one that the embedded-redis jar carries for this machine. */
final class RedisBinary {
    private RedisBinary() {}

    /** @param cache where a carried binary is unpacked to, once */
    static Path find(Path cache) throws IOException {
        Optional<Path> installed = onPath("redis-server");
        return installed.isPresent() ? installed.get() : unpack(cache);
    }

    /** A program on the search path. */
    static Optional<Path> onPath(String program) {
        return Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path unpack(Path cache) throws IOException {
        String resource = resource();
        Path binary = cache.resolve(resource);
        if (Files.isExecutable(binary)) {
            return binary;
        }
        try (var in = RedisBinary.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IOException("no redis-server on the PATH and no " + resource + " on the class path");
            }
            Files.createDirectories(cache);
            // Written aside and moved: whoever starts at the same time sees a whole file or none.
            Path part = Files.createTempFile(cache, "redis-server", ".part");
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
            return Files.move(part, binary, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String resource() throws IOException {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        if (os.contains("linux")) {
            return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        }
        if (os.contains("mac")) {
            return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
        }
        throw new IOException("no embedded redis-server for " + os + " on " + arch + "; install one on the PATH");
    }
}
