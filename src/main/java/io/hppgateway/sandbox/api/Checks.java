package io.hppgateway.sandbox.api;

import io.hppgateway.http.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds the fields of a body that have wrong values, and names them all in one answer. */
public final class Checks {
    private static final Pattern WEB_URL = Pattern.compile("https?://\\S+", Pattern.CASE_INSENSITIVE);
    private static final Pattern LOCALE = Pattern.compile("[a-zA-Z]{2}(-[a-zA-Z]{2})*");

    private final JsonObject json;
    private final String prefix;
    private final List<String> wrong;

    private Checks(JsonObject json, String prefix, List<String> wrong) {
        this.json = json;
        this.prefix = prefix;
        this.wrong = wrong;
    }

    public static Checks of(JsonObject json) {
        return new Checks(json, "", new ArrayList<>());
    }

    /** The field must be there and right. */
    public Checks needs(String field, Predicate<Object> right) {
        var value = json.getValue(field);
        if (value == null || !right.test(value)) {
            wrong.add("Bad value: " + prefix + field);
        }
        return this;
    }

    /** The field may be missing or null. */
    public Checks allows(String field, Predicate<Object> right) {
        return json.getValue(field) == null ? this : needs(field, right);
    }

    /** The field must be an object when it is there; gives the checks of its fields. */
    public Checks inside(String field) {
        allows(field, JsonObject.class::isInstance);
        var inner = json.getValue(field) instanceof JsonObject object ? object : new JsonObject();
        return new Checks(inner, prefix + field + ".", wrong);
    }

    /**
     * Ends the checks.
     *
     * @throws io.hppgateway.http.ProblemException 400 when any field is wrong
     */
    public void done() {
        if (!wrong.isEmpty()) {
            throw Problem.badValue(wrong.toArray(String[]::new)).toException();
        }
    }

    public static boolean isText(Object value) {
        return value instanceof String text && !text.isBlank();
    }

    /** A text of at most so many characters; it may be empty. */
    public static Predicate<Object> isTextUpTo(int longest) {
        return value -> value instanceof String text && text.length() <= longest;
    }

    /** Minor units, up to what one order may come to. */
    public static boolean isOrderAmount(Object value) {
        return isAmount(value) && ((Number) value).longValue() <= 200_000_000;
    }

    public static boolean isFlag(Object value) {
        return value instanceof Boolean;
    }

    public static boolean isCountry(Object value) {
        return value instanceof String text && text.matches("[A-Za-z]{2}");
    }

    public static boolean isCurrency(Object value) {
        return value instanceof String text && text.matches("[A-Za-z]{3}");
    }

    public static boolean isLocale(Object value) {
        return value instanceof String text && LOCALE.matcher(text).matches();
    }

    /** Minor units. */
    public static boolean isAmount(Object value) {
        return isWhole(value) && ((Number) value).longValue() >= 0;
    }

    public static boolean isWhole(Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    /** A web address; {@code javascript:} and its kin would run on the page. Placeholders make it no valid URI. */
    public static boolean isWebUrl(Object value) {
        return value instanceof String text && WEB_URL.matcher(text).matches();
    }

    /** Klarna takes an empty URL for a missing one. */
    public static boolean isWebUrlOrEmpty(Object value) {
        return value instanceof String text && (text.isBlank() || isWebUrl(text));
    }

    public static Predicate<Object> isOneOf(Set<String> names) {
        return value -> value instanceof String text && names.contains(text.toUpperCase(Locale.ROOT));
    }

    public static Predicate<Object> isListOf(Predicate<Object> element) {
        return value -> value instanceof JsonArray array && array.stream().allMatch(element);
    }
}
