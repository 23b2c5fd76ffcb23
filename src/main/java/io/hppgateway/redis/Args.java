package io.hppgateway.redis;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a script, in order: texts, numbers and bytes alike, since Lua strings are bytes. */
public final class Args {
    private final List<byte[]> values = new ArrayList<>();

    /** These texts. */
    public static Args of(String... texts) {
        var args = new Args();
        for (String text : texts) {
            args.add(text);
        }
        return args;
    }

    /** Adds a text as UTF-8. */
    public Args add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a number in decimal. */
    public Args add(long number) {
        return add(Long.toString(number));
    }

    /** Adds {@code 1} or {@code 0}. */
    public Args add(boolean flag) {
        return add(flag ? "1" : "0");
    }

    /** Adds bytes as they are. */
    public Args add(Buffer bytes) {
        return add(bytes.getBytes());
    }

    /** Adds bytes as they are; the caller does not change them afterwards. */
    public Args add(byte[] bytes) {
        values.add(bytes);
        return this;
    }

    /** Adds those of another list. */
    public Args addAll(Args more) {
        values.addAll(more.values);
        return this;
    }

    /** All of them, in order. */
    public List<byte[]> values() {
        return values;
    }
}
