package io.hppgateway.redis.address;

import io.hppgateway.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code redis.url} says. User and password are percent-encoded.
 *
 * <ul>
 *   <li>{@code redis://[user:password@]host[:6379][/db]}: one server
 *   <li>{@code redis+sentinel://[user:password@]host[:26379],…/master[?sentinel-user=…&sentinel-password=…]}: whichever
 *       server the Sentinels at these hosts call the master; the login is for Redis
 *   <li>{@code redis+cluster://[user:password@]host[:6379],…}: a Redis Cluster; any of its servers lead to the others
 * </ul>
 *
 * <p>{@code rediss} in the place of {@code redis} is TLS, with the Sentinels too.
 *
 * @param text the whole
 * @param nodes the servers or Sentinels that are named, at least one
 * @param master the name the Sentinels know it by; empty otherwise
 */
public record RedisUrl(
        Kind kind, boolean tls, Secret text, List<RedisNode> nodes, String master, Login login, Login sentinelLogin) {
    /** What it may be, for whoever has to change it. */
    public static final String ALLOWED =
            "redis://[user:password@]host[:port], redis+sentinel://…host[:port],host…/master"
                    + " or redis+cluster://…host[:port],host…, with rediss in the place of redis for TLS";

    /** What stands behind it. */
    public enum Kind {
        SERVER("redis", 6379),
        SENTINEL("redis+sentinel", 26379),
        CLUSTER("redis+cluster", 6379);

        private final String scheme;
        private final int defaultPort;

        Kind(String scheme, int defaultPort) {
            this.scheme = scheme;
            this.defaultPort = defaultPort;
        }
    }

    /** How to log in; a user without a password, or none at all, does not. */
    public record Login(@Nullable String user, @Nullable Secret password) {
        static final Login NONE = new Login(null, null);
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException says what it must be and what is wrong; it repeats nothing of the text
     */
    public static RedisUrl parse(Secret text) {
        var uri = uri(text);
        String scheme = uri.getScheme();
        boolean tls = scheme.startsWith("rediss");
        String plain = tls ? scheme.replaceFirst("rediss", "redis") : scheme;
        Kind kind = Stream.of(Kind.values())
                .filter(known -> known.scheme.equals(plain))
                .findFirst()
                .orElseThrow(() -> fault("the scheme is none of these"));
        return switch (kind) {
            case SERVER -> server(uri, tls, text);
            case SENTINEL -> sentinel(uri, tls, text);
            case CLUSTER -> cluster(uri, tls, text);
        };
    }

    private static URI uri(Secret text) {
        try {
            var uri = new URI(text.reveal());
            if (uri.getScheme() == null || uri.getRawAuthority() == null) {
                throw fault("a scheme and a host are needed");
            }
            return uri;
        } catch (URISyntaxException e) {
            // The parser's own message would repeat the URL, and with it a password.
            throw fault("it is no URL; characters such as # / ? @ in a password are percent-encoded");
        }
    }

    private static RedisUrl server(URI uri, boolean tls, Secret text) {
        if (uri.getHost() == null) {
            throw fault("one server has one host; several are redis+sentinel:// or redis+cluster://");
        }
        if (!uri.getPath().matches("/?|/[0-9]{1,5}")) {
            throw fault("behind the host only the number of a database may stand");
        }
        return new RedisUrl(Kind.SERVER, tls, text, hosts(uri, Kind.SERVER), "", login(uri), Login.NONE);
    }

    private static RedisUrl sentinel(URI uri, boolean tls, Secret text) {
        String master = uri.getPath().replaceFirst("^/", "");
        if (!master.matches("[A-Za-z0-9._-]+")) {
            throw fault("the name of the master is missing behind the last host, as in …:26379/mymaster");
        }
        Map<String, String> query = query(uri);
        String password = query.get("sentinel-password");
        var login = new Login(query.get("sentinel-user"), password == null ? null : Secret.of(password));
        return new RedisUrl(Kind.SENTINEL, tls, text, hosts(uri, Kind.SENTINEL), master, login(uri), login);
    }

    private static RedisUrl cluster(URI uri, boolean tls, Secret text) {
        if (!uri.getPath().matches("/?(0)?")) {
            throw fault("a cluster has no databases; nothing may stand behind the last host");
        }
        return new RedisUrl(Kind.CLUSTER, tls, text, hosts(uri, Kind.CLUSTER), "", login(uri), Login.NONE);
    }

    private static List<RedisNode> hosts(URI uri, Kind kind) {
        String authority = uri.getRawAuthority();
        try {
            return Arrays.stream(
                            authority.substring(authority.lastIndexOf('@') + 1).split(",", -1))
                    .map(host -> RedisNode.parse(host, kind.defaultPort))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw fault("hosts are host or host:port, separated by commas");
        }
    }

    private static Login login(URI uri) {
        String authority = uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        if (at < 0) {
            return Login.NONE;
        }
        String[] words = authority.substring(0, at).split(":", 2);
        String user = words[0].isEmpty() ? null : decode(words[0]);
        return new Login(user, words.length == 1 ? null : Secret.of(decode(words[1])));
    }

    private static Map<String, String> query(URI uri) {
        var allowed = List.of("sentinel-user", "sentinel-password");
        var query = new java.util.HashMap<String, String>();
        for (String pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
            String[] words = pair.split("=", 2);
            if (words.length == 2 && allowed.contains(words[0])) {
                query.put(words[0], decode(words[1]));
            } else if (!pair.isEmpty()) {
                throw fault("behind the ? only sentinel-user=… and sentinel-password=… may stand");
            }
        }
        return query;
    }

    /** A + is a plus: this is no form. */
    private static String decode(String raw) {
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw fault("a % in user or password is written %25");
        }
    }

    private static IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("must be " + ALLOWED + ": " + what);
    }
}
