package io.hppgateway.reload;

import io.hppgateway.secret.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is in some files at one moment; equal when each of them holds the same bytes, whatever its times say. */
final class Contents {
    /** Of no file: equal to nothing that was looked at. */
    static final Contents NONE =
            new Contents(Map.of(Path.of(""), new Seen(null, "nothing was looked at", Instant.MIN)));

    // A file system that notes whole seconds (FAT: two) gives two writes the same time. A file as young as that when it
    // was
    // read is read again.
    private static final Duration COARSEST = Duration.ofSeconds(3);

    private final Map<Path, Seen> files;

    private Contents(Map<Path, Seen> files) {
        this.files = files;
    }

    /** What changes when somebody writes to a file, or puts another one in its place. */
    private record Stamp(
            long size, FileTime modified, @Nullable Object inode) {}

    /** @param hash of what is in it, or why it cannot be read */
    private record Seen(@Nullable Stamp stamp, String hash, Instant at) {

        boolean holdsFor(Stamp now) {
            return stamp != null
                    && stamp.equals(now)
                    && stamp.modified().toInstant().plus(COARSEST).isBefore(at);
        }
    }

    /** Reads the files; those that look as they did before are not read again. Symbolic links are followed. */
    static Contents of(Set<Path> paths, Contents before) {
        var seen = new HashMap<Path, Seen>(paths.size() * 2);
        boolean same = paths.size() == before.files.size();
        for (var path : paths) {
            @Nullable Seen last = before.files.get(path);
            var now = look(path, last);
            same &= now.equals(last);
            seen.put(path, now);
        }
        return same ? before : new Contents(seen); // the same, so that equals() need not look at thousands of files
    }

    private static Seen look(Path path, @Nullable Seen before) {
        var now = Instant.now();
        try {
            var is = Files.readAttributes(path, BasicFileAttributes.class);
            var stamp = new Stamp(is.size(), is.lastModifiedTime(), is.fileKey());
            return before != null && before.holdsFor(stamp) ? before : new Seen(stamp, hash(path), now);
        } catch (IOException e) {
            return new Seen(null, e.getClass().getSimpleName(), now);
        }
    }

    /** How many files. */
    int size() {
        return files.size();
    }

    private static String hash(Path path) throws IOException {
        return HexFormat.of().formatHex(Sha256.digest().digest(Files.readAllBytes(path)));
    }

    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Contents contents && hashes().equals(contents.hashes()));
    }

    private Map<Path, String> hashes() {
        var hashes = new HashMap<Path, String>();
        files.forEach((path, seen) -> hashes.put(path, seen.hash()));
        return hashes;
    }

    @Override
    public int hashCode() {
        return Objects.hash(hashes());
    }
}
