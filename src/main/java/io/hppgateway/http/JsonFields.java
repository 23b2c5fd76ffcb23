package io.hppgateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads an object strictly: every fault is collected under its path, with what is allowed, and a key nobody asked for is a
 * fault too. A reader that found a fault gives a stand-in value; whoever called it looks at the faults before the values.
 */
public final class JsonFields {
    private final JsonObject object;
    private final String path;
    private final List<String> faults;
    private final boolean tolerant;
    private final Set<String> asked = new HashSet<>();

    /**
     * @param path where the object stands, such as {@code accounts[0]}; empty for the whole
     * @param faults gets one sentence per fault
     */
    public JsonFields(JsonObject object, String path, List<String> faults) {
        this(object, path, faults, false);
    }

    private JsonFields(JsonObject object, String path, List<String> faults, boolean tolerant) {
        this.object = object;
        this.path = path;
        this.faults = faults;
        this.tolerant = tolerant;
    }

    /** A reader that passes over keys nobody asks for: of what was stored, perhaps by a newer gateway. */
    public static JsonFields tolerant(JsonObject object, List<String> faults) {
        return new JsonFields(object, "", faults, true);
    }

    /** The parameters of a query; one that is given twice is a fault. */
    public static JsonFields ofQuery(MultiMap params, List<String> faults) {
        var values = new JsonObject();
        var fields = new JsonFields(values, "", faults);
        for (String name : params.names()) {
            values.put(name, params.get(name));
            if (params.getAll(name).size() > 1) {
                fields.fault(name, "must be given once");
            }
        }
        return fields;
    }

    /** A fault of one key. */
    public void fault(String key, String sentence) {
        faults.add(at(key) + " " + sentence);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Whether the key has a value other than {@code null}. */
    public boolean has(String key) {
        return object.getValue(key) != null;
    }

    /** Whether the key is there with {@code null}: in a merge patch that takes away what it names. */
    public boolean isNull(String key) {
        return object.containsKey(key) && !has(key);
    }

    /** Whether there is nothing to read under the key: no value, or a blank text. */
    public boolean isMissing(String key) {
        return !has(key) || (object.getValue(key) instanceof String text && text.isBlank());
    }

    private <T> Optional<T> value(String key, Class<T> type, String allowed) {
        asked.add(key);
        Object value = object.getValue(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            fault(key, "must be " + allowed);
            return Optional.empty();
        }
        return Optional.of(type.cast(value));
    }

    /** A text that may be missing; blank counts as missing. */
    public Optional<String> optional(String key) {
        return value(key, String.class, "a text").filter(text -> !text.isBlank());
    }

    /** A text that must be there and match. */
    public String text(String key, Pattern pattern, String allowed) {
        return parsed(key, allowed, text -> pattern.matcher(text).matches() ? text : null)
                .orElseGet(() -> missing(key, allowed, ""));
    }

    /** A text that must be there. */
    public String text(String key) {
        return optional(key).orElseGet(() -> missing(key, "a text", ""));
    }

    private <T> T missing(String key, String allowed, T standIn) {
        if (isMissing(key)) {
            fault(key, "is missing; it must be " + allowed);
        }
        return standIn;
    }

    private <T> Optional<T> parsed(
            String key, String allowed, Function<String, @org.jspecify.annotations.Nullable T> parse) {
        Optional<String> text = optional(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        T value = parse.apply(text.get());
        if (value == null) {
            fault(key, "must be " + allowed);
        }
        return Optional.ofNullable(value);
    }

    /** A whole number within bounds, or the default. Text with digits counts, as environment variables are text. */
    public int number(String key, int min, int max, int defaultValue) {
        asked.add(key);
        Object value = object.getValue(key);
        String allowed = "a whole number from " + min + " to " + max;
        if (value == null || "".equals(value)) {
            return defaultValue;
        }
        try {
            long number = Long.parseLong(value.toString().trim());
            if (number >= min && number <= max) {
                return (int) number;
            }
        } catch (NumberFormatException e) {
            // said below, with what is allowed
        }
        fault(key, "must be " + allowed);
        return defaultValue;
    }

    /** A number from 0 to 1, or the default. */
    public double share(String key, double defaultValue) {
        asked.add(key);
        Object value = object.getValue(key);
        if (value == null || "".equals(value)) {
            return defaultValue;
        }
        try {
            double share = Double.parseDouble(value.toString().trim());
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // said below, with what is allowed
        }
        fault(key, "must be a number from 0 to 1, such as 0.1");
        return defaultValue;
    }

    /** {@code true} or {@code false}, or the default. */
    public boolean flag(String key, boolean defaultValue) {
        asked.add(key);
        Object value = object.getValue(key);
        if (value == null || "".equals(value)) {
            return defaultValue;
        }
        String text = value.toString().toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            fault(key, "must be true or false");
        }
        return text.equals("true");
    }

    /** A duration such as {@code 250ms}, {@code 15s}, {@code 10m}, {@code 7d} within bounds, or the default. */
    public Duration duration(String key, Duration min, Duration max, Duration defaultValue) {
        String allowed = "a duration such as 250ms, 15s, 10m, 1h or 7d, from " + Durations.show(min) + " to "
                + Durations.show(max);
        return parsed(key, allowed, text -> inBounds(text, min, max)).orElse(defaultValue);
    }

    private static @org.jspecify.annotations.Nullable Duration inBounds(String text, Duration min, Duration max) {
        return Durations.parse(text)
                .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0)
                .orElse(null);
    }

    /** Durations in one text, separated by commas, so that a variable of the environment can hold them; or the default. */
    public List<Duration> durations(String key, Duration max, List<Duration> defaultValue) {
        String allowed = "durations up to " + Durations.show(max) + ", separated by commas, such as 0s, 5s, 2m";
        return parsed(key, allowed, text -> allInBounds(text, max)).orElse(defaultValue);
    }

    /** A list of durations; a missing one is empty. */
    public List<Duration> durationList(String key, Duration max) {
        var texts = texts(key);
        List<Duration> durations = texts.isEmpty() ? List.of() : allInBounds(String.join(",", texts), max);
        if (durations == null) {
            fault(key, "must hold only durations up to " + Durations.show(max) + ", such as 5s or 2m");
        }
        return durations == null ? List.of() : durations;
    }

    private static @org.jspecify.annotations.Nullable List<Duration> allInBounds(String text, Duration max) {
        var durations = new ArrayList<Duration>();
        for (String part : text.split(",", -1)) {
            var duration = inBounds(part, Duration.ZERO, max);
            if (duration == null) {
                return null;
            }
            durations.add(duration);
        }
        return durations;
    }

    /** An absolute URL with a host, a port that there is and one of these schemes, without user info or fragment. */
    public Optional<URI> url(String key, String... schemes) {
        String allowed = "an absolute URL that starts with "
                + java.util.Arrays.stream(schemes).map(s -> s + "://").collect(Collectors.joining(" or "));
        return parsed(key, allowed, text -> urlOf(text, List.of(schemes)));
    }

    private static @org.jspecify.annotations.Nullable URI urlOf(String text, List<String> schemes) {
        try {
            var uri = new URI(text);
            return Urls.isCallable(uri, schemes) && uri.getRawFragment() == null ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** One of an enum's constants, written in lower case with dashes, or the default. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E defaultValue) {
        var names = new ArrayList<String>();
        for (E constant : type.getEnumConstants()) {
            names.add(wireName(constant));
        }
        return parsed(key, "one of " + String.join(", ", names), text -> byWireName(type, text))
                .orElse(defaultValue);
    }

    private static <E extends Enum<E>> @org.jspecify.annotations.Nullable E byWireName(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (wireName(constant).equals(text)) {
                return constant;
            }
        }
        return null;
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A list of texts; a missing one is empty. */
    public List<String> texts(String key) {
        var texts = new ArrayList<String>();
        for (Object element : value(key, JsonArray.class, "a list of texts").orElseGet(JsonArray::new)) {
            if (element instanceof String text) {
                texts.add(text);
            } else {
                fault(key, "must be a list of texts");
            }
        }
        return texts;
    }

    /** A list of objects, each with its own reader; a missing one is empty. */
    public List<JsonFields> objects(String key) {
        var readers = new ArrayList<JsonFields>();
        for (Object element : value(key, JsonArray.class, "a list of objects").orElseGet(JsonArray::new)) {
            if (element instanceof JsonObject item) {
                readers.add(new JsonFields(item, at(key) + "[" + readers.size() + "]", faults, tolerant));
            } else {
                fault(key, "must be a list of objects");
            }
        }
        return readers;
    }

    /** An object; a missing one is read as an empty one. */
    public JsonFields object(String key) {
        return new JsonFields(
                value(key, JsonObject.class, "an object").orElseGet(JsonObject::new), at(key), faults, tolerant);
    }

    /** Ends the reading: a key that nobody asked for is a fault. */
    public void end() {
        for (String key : object.fieldNames()) {
            if (!tolerant && !asked.contains(key)) {
                fault(
                        key,
                        "is not known here; known: " + asked.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }
}
