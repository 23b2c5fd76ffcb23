package io.hppgateway.tenant.file;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts in what a file refers to: {@code ${NAME}} for the environment, {@code ${file:/path}} for what another file holds. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file:)?([^}]{1,256})}");

    private final Function<String, Optional<String>> environment;
    private final Set<Path> files = new HashSet<>();

    References(Function<String, Optional<String>> environment) {
        this.environment = environment;
    }

    /** The files that were referred to so far, also those that cannot be read. */
    Set<Path> files() {
        return Set.copyOf(files);
    }

    /** The same value with every text in it resolved. */
    Object resolve(Object value, List<String> faults) {
        if (value instanceof JsonObject object) {
            var resolved = new JsonObject();
            object.forEach(entry -> resolved.put(entry.getKey(), resolve(entry.getValue(), faults)));
            return resolved;
        }
        if (value instanceof JsonArray array) {
            var resolved = new JsonArray();
            array.forEach(element -> resolved.add(resolve(element, faults)));
            return resolved;
        }
        return value instanceof String text ? resolveText(text, faults) : value;
    }

    private String resolveText(String text, List<String> faults) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            boolean isFile = match.group(1) != null;
            Optional<String> value = isFile ? content(match.group(2)) : environment.apply(match.group(2));
            if (value.isEmpty()) {
                faults.add("refers to " + match.group() + ", which "
                        + (isFile ? "cannot be read or is empty" : "is no variable of the environment"));
            }
            return Matcher.quoteReplacement(value.orElse("unresolved"));
        });
    }

    private Optional<String> content(String name) {
        try {
            var file = Path.of(name);
            files.add(file);
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
