package io.hppgateway.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script and the name Redis gives it.
 *
 * @param name what it is called here, such as {@code accept}
 * @param source the Lua text
 * @param sha SHA-1 of the text in lower-case hex, what EVALSHA takes
 */
public record Script(String name, String source, String sha) {

    /** A script of this text, called {@code script}. */
    public static Script of(String source) {
        return of("script", source);
    }

    /** A script of this name and text. */
    public static Script of(String name, String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return new Script(name, source, HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }

    /**
     * Class path resources put one behind the other, shared functions first, such as {@code "lua/common.lua",
     * "lua/accept.lua"}; the last one gives the name.
     *
     * @throws IllegalArgumentException when one is missing
     */
    public static Script load(String... resources) {
        var source = new StringBuilder();
        for (String resource : resources) {
            source.append(read(resource)).append('\n');
        }
        String last = resources[resources.length - 1];
        String name = last.substring(last.lastIndexOf('/') + 1).replace(".lua", "");
        return of(name, source.toString());
    }

    /** The same for one more key than it knows of, at the end; it does not see it. */
    Script guarded() {
        return of(name, "KEYS[#KEYS] = nil " + source);
    }

    private static String read(String resource) {
        try (var in = Script.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no Lua script " + resource + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
