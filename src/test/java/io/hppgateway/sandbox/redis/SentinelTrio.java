package io.hppgateway.sandbox.redis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A master, two replicas, and three Sentinels that watch them. Its methods block. */
public final class SentinelTrio implements AutoCloseable {
    private static final String NAME = "mymaster";

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private final String password;
    private final String sentinelPassword;
    private final Optional<ServerTls> tls;

    private SentinelTrio(String password, String sentinelPassword, Optional<ServerTls> tls) {
        this.password = password;
        this.sentinelPassword = sentinelPassword;
        this.tls = tls;
    }

    /** Starts everything; returns when the Sentinels know each other and the replicas, and these have caught up. */
    public static SentinelTrio start(Path directory) {
        return start(directory, "", "");
    }

    /** The same, each behind a password; empty for none. */
    public static SentinelTrio start(Path directory, String password, String sentinelPassword) {
        return start(directory, password, sentinelPassword, Optional.empty());
    }

    /** The same, all of it with TLS. */
    public static SentinelTrio start(Path directory, ServerTls tls) {
        return start(directory, "", "", Optional.of(tls));
    }

    private static SentinelTrio start(
            Path directory, String password, String sentinelPassword, Optional<ServerTls> tls) {
        var trio = new SentinelTrio(password, sentinelPassword, tls);
        try {
            trio.servers.add(RedisServer.start(directory, password, tls, List.of()));
            var master = trio.servers.get(0);
            for (int i = 0; i < 2; i++) {
                trio.servers.add(RedisServer.start(
                        directory,
                        password,
                        tls,
                        List.of("--replicaof", "127.0.0.1", Integer.toString(master.port()))));
            }
            RedisServer.await(
                    "replicas follow",
                    () -> master.info("INFO", "replication")
                                    .lines()
                                    .filter(line -> line.contains("state=online"))
                                    .count()
                            == 2);
            for (int i = 0; i < 3; i++) {
                trio.sentinels.add(RedisServer.sentinel(directory, sentinelPassword, tls, trio.watched(master.port())));
            }
            RedisServer.await(
                    "the Sentinels know everybody",
                    () -> trio.sentinels.stream().allMatch(trio::knowsAll));
            return trio;
        } catch (RuntimeException e) {
            trio.close();
            throw e;
        }
    }

    /** A Sentinel that nobody knows, which takes a server for the master that is not there; the caller closes it. */
    public RedisServer stray(Path directory, int port) {
        return RedisServer.sentinel(directory, sentinelPassword, tls, watched(port));
    }

    private List<String> watched(int port) {
        var lines = new ArrayList<>(List.of(
                "sentinel monitor " + NAME + " 127.0.0.1 " + port + " 2",
                // Shorter, and a busy machine counts as a dead master.
                "sentinel down-after-milliseconds " + NAME + " 3000",
                "sentinel failover-timeout " + NAME + " 15000"));
        if (!password.isEmpty()) {
            lines.add("sentinel auth-pass " + NAME + " " + password);
        }
        return lines;
    }

    private boolean knowsAll(RedisServer sentinel) {
        return ((List<?>) sentinel.ask("SENTINEL", "REPLICAS", NAME)).size() == 2
                && ((List<?>) sentinel.ask("SENTINEL", "SENTINELS", NAME)).size() == 2;
    }

    /** {@code redis+sentinel://…/mymaster}, or {@code rediss+sentinel://…}. */
    public String url() {
        return (tls.isPresent() ? "rediss" : "redis") + "+sentinel://"
                + (password.isEmpty() ? "" : "default:" + password + "@")
                + sentinels.stream().map(RedisServer::address).collect(Collectors.joining(",")) + "/" + NAME
                + (sentinelPassword.isEmpty() ? "" : "?sentinel-password=" + sentinelPassword);
    }

    /** The server that the Sentinels call the master. */
    public RedisServer master() {
        var address = (List<?>) sentinels.stream()
                .filter(RedisServer::isAlive)
                .findFirst()
                .orElseThrow()
                .ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
        return servers.stream()
                .filter(server -> Integer.toString(server.port()).equals(address.get(1)))
                .findFirst()
                .orElseThrow();
    }

    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** The replicas hear nothing of what the master does from now on, until {@link #killMaster}. */
    public void cutOffReplicas() {
        var master = master();
        servers.stream().filter(server -> server != master).forEach(RedisServer::pause);
        // What is on its way to them would still be read.
        master.ask("CLIENT", "KILL", "TYPE", "replica");
    }

    /** SIGKILL for the master; replicas that were cut off go on. */
    public void killMaster() {
        var master = master();
        master.kill();
        servers.stream().filter(server -> server != master).forEach(RedisServer::resume);
    }

    /** Makes a replica the master although the master is well. */
    public void switchMaster() {
        sentinels.get(0).ask("SENTINEL", "FAILOVER", NAME);
    }

    @Override
    public void close() {
        Stream.concat(sentinels.stream(), servers.stream()).forEach(RedisServer::close);
    }
}
