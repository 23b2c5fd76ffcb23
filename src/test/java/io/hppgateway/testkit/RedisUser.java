package io.hppgateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users with few rights that README tells operators to make, in the words that it tells them. */
public final class RedisUser {
    private static final String NAME = "gateway";
    private static final String PASSWORD = "PASSWORD";

    private RedisUser() {}

    /** {@code ACL SETUSER …} for servers of the data. */
    public static List<String> ofServers() {
        return line("~hpp:*");
    }

    /** {@code ACL SETUSER …} for Sentinels. */
    public static List<String> ofSentinels() {
        return line("+sentinel|");
    }

    private static List<String> line(String mark) {
        try (var lines = Files.lines(Path.of("README.md"))) {
            var found = lines.filter(line -> line.startsWith("ACL SETUSER " + NAME + " ") && line.contains(mark))
                    .toList();
            if (found.size() != 1) {
                throw new AssertionError("README has " + found.size() + " lines ACL SETUSER with " + mark);
            }
            return List.of(found.get(0).split(" ", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The login of such a user in a URL that has none. */
    public static String login(String url) {
        return url.replace("://", "://" + NAME + ":" + PASSWORD + "@");
    }

    /** The login at Sentinels in a URL that has none. */
    public static String sentinelLogin(String url) {
        return url + "?sentinel-user=" + NAME + "&sentinel-password=" + PASSWORD;
    }
}
