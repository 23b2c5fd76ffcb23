package io.hppgateway.reload;

import io.hppgateway.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/** One secret in one file of its own. */
public final class SecretReload implements Reloadable {
    private final String name;
    private final Path file;
    private final Function<Secret, Change> judge;

    /**
     * @param name the setting that the file is named by
     * @param judge says what to do with the text, without white space around it; throws {@link RefusedException}, or an {@link
     *     IllegalArgumentException} whose message goes on behind the name
     */
    public SecretReload(String name, Path file, Function<Secret, Change> judge) {
        this.name = name;
        this.file = file;
        this.judge = judge;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Path> files() {
        return Set.of(file);
    }

    @Override
    public Change read() {
        try {
            return judge.apply(Secret.of(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new RefusedException(file + " cannot be read: " + e.getClass().getSimpleName());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(file + " " + e.getMessage());
        }
    }
}
