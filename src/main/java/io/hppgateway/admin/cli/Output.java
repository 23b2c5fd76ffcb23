package io.hppgateway.admin.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints answers: for people, or as JSON for programs. */
record Output(Format format, PrintStream out) {
    /** What a tenant writes must not steer the terminal of an operator, nor begin a line of its own. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    /** How; written as people write it. */
    enum Format {
        table,
        json
    }

    /** The rows of an answer with {@code data}, with these of their fields as columns. */
    void rows(JsonObject answer, String... columns) {
        if (format == Format.json) {
            out.println(answer.encodePrettily());
            return;
        }
        var table = new ArrayList<List<String>>();
        table.add(List.of(columns).stream()
                .map(column -> column.toUpperCase(Locale.ROOT).replace('_', ' '))
                .toList());
        for (Object row : answer.getJsonArray("data", new JsonArray())) {
            table.add(List.of(columns).stream()
                    .map(column -> show(((JsonObject) row).getValue(column)))
                    .toList());
        }
        print(table);
        if (Boolean.TRUE.equals(answer.getValue("has_more"))) {
            out.println("There are more: --after " + answer.getString("next"));
        }
    }

    /** One thing, a line for each of its fields; lists of things as tables of their own. */
    void object(JsonObject object) {
        if (format == Format.json) {
            out.println(object.encodePrettily());
            return;
        }
        var lines = new ArrayList<List<String>>();
        object.forEach(entry -> {
            if (!isTable(entry.getValue())) {
                lines.add(List.of(entry.getKey(), show(entry.getValue())));
            }
        });
        print(lines);
        object.forEach(entry -> {
            if (isTable(entry.getValue())) {
                out.println();
                out.println(entry.getKey());
                var rows = (JsonArray) entry.getValue();
                // Fields that only some of them have are shown too.
                String[] columns = rows.stream()
                        .flatMap(row -> ((JsonObject) row).fieldNames().stream())
                        .distinct()
                        .toArray(String[]::new);
                rows(new JsonObject().put("data", rows), columns);
            }
        });
    }

    private static boolean isTable(@Nullable Object value) {
        return value instanceof JsonArray array && !array.isEmpty() && array.getValue(0) instanceof JsonObject;
    }

    private static String show(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        return value instanceof JsonArray array
                ? array.stream().map(Output::show).collect(Collectors.joining(","))
                : UNSEEN.matcher(value.toString()).replaceAll("\ufffd");
    }

    private void print(List<List<String>> table) {
        int columns = table.isEmpty() ? 0 : table.get(0).size();
        var widths = new int[columns];
        for (var row : table) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (var row : table) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
