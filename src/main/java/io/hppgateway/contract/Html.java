package io.hppgateway.contract;

import java.util.List;
import java.util.regex.Pattern;

/** Writes HTML; whatever is no markup of ours is escaped. */
final class Html {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");

    private final StringBuilder out = new StringBuilder();

    /** Markup, as it is. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** An element with a text. */
    Html element(String tag, String text) {
        return raw("<" + tag + ">").raw(escape(text)).raw("</" + nameOf(tag) + ">\n");
    }

    /** An element with text in which {@code `code`} and {@code **bold**} count. */
    Html marked(String tag, String text) {
        return raw("<" + tag + ">").raw(inline(text)).raw("</" + nameOf(tag) + ">\n");
    }

    private static String nameOf(String tag) {
        return tag.split(" ", 2)[0];
    }

    /** Paragraphs, divided by empty lines; one that starts with {@code ##} is a heading of this level. */
    Html prose(String text, int level) {
        for (String part : text.strip().split("\n\\s*\n", -1)) {
            String joined = part.strip().replaceAll("\\s*\n\\s*", " ");
            if (joined.startsWith("## ")) {
                element("h" + level, joined.substring(3));
            } else if (!joined.isEmpty()) {
                marked("p", joined);
            }
        }
        return this;
    }

    /** A row of a table; each cell is markup. */
    Html row(List<String> cells) {
        raw("<tr>");
        cells.forEach(cell -> raw("<td>" + cell + "</td>"));
        return raw("</tr>\n");
    }

    static String code(String text) {
        return "<code>" + escape(text) + "</code>";
    }

    static String inline(String text) {
        String escaped = escape(text);
        return BOLD.matcher(CODE.matcher(escaped).replaceAll("<code>$1</code>")).replaceAll("<strong>$1</strong>");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
