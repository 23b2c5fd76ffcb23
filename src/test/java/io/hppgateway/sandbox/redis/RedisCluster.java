package io.hppgateway.sandbox.redis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A real Redis Cluster of three masters, each with a replica if wanted. Its methods block. */
public final class RedisCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private final List<RedisServer> servers = new ArrayList<>();
    private final Path directory;
    private final String password;
    private final Optional<ServerTls> tls;

    private RedisCluster(Path directory, String password, Optional<ServerTls> tls) {
        this.directory = directory;
        this.password = password;
        this.tls = tls;
    }

    /** Starts it; returns when every server agrees. */
    public static RedisCluster start(Path directory, boolean replicas) {
        return start(directory, replicas, "");
    }

    /** The same behind a password; empty for none. */
    public static RedisCluster start(Path directory, boolean replicas, String password) {
        return start(directory, replicas, password, Optional.empty());
    }

    /** The same, all of it with TLS. */
    public static RedisCluster start(Path directory, boolean replicas, ServerTls tls) {
        return start(directory, replicas, "", Optional.of(tls));
    }

    private static RedisCluster start(Path directory, boolean replicas, String password, Optional<ServerTls> tls) {
        var cluster = new RedisCluster(directory, password, tls);
        try {
            IntStream.range(0, replicas ? 2 * MASTERS : MASTERS).forEach(i -> cluster.add());
            cluster.assign();
            cluster.meet();
            if (replicas) {
                cluster.replicate();
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void add() {
        // A master counts as gone after 5 s: shorter, a busy machine makes it so.
        servers.add(RedisServer.start(
                directory,
                password,
                tls,
                List.of(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-node-timeout",
                        "3000",
                        "--cluster-require-full-coverage",
                        "no")));
    }

    private void assign() {
        for (int i = 0; i < MASTERS; i++) {
            var words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS)
                    .forEach(slot -> words.add(Integer.toString(slot)));
            servers.get(i).ask(words.toArray(String[]::new));
            // They must not start with the same epoch: they would quarrel over it.
            servers.get(i).ask("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
    }

    private void meet() {
        servers.stream()
                .skip(1)
                .forEach(server -> servers.get(0).ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(server.port())));
        RedisServer.await("the cluster agrees", () -> servers.stream().allMatch(this::knowsAll));
    }

    private boolean knowsAll(RedisServer server) {
        String info = server.info("CLUSTER", "INFO");
        return info.contains("cluster_state:ok")
                && info.contains("cluster_slots_ok:" + SLOTS)
                && info.contains("cluster_known_nodes:" + servers.size())
                && info.contains("cluster_size:" + MASTERS);
    }

    private void replicate() {
        for (int i = 0; i < MASTERS; i++) {
            servers.get(MASTERS + i).ask("CLUSTER", "REPLICATE", id(servers.get(i)));
        }
        for (int i = 0; i < MASTERS; i++) {
            var replica = servers.get(MASTERS + i);
            RedisServer.await(
                    "a replica follows",
                    () -> replica.info("INFO", "replication").contains("master_link_status:up"));
        }
        RedisServer.await(
                "everybody knows the replicas",
                () -> servers.stream()
                        .allMatch(server -> server.info("CLUSTER", "NODES")
                                        .lines()
                                        .filter(line -> line.contains("slave"))
                                        .count()
                                == MASTERS));
    }

    private static String id(RedisServer server) {
        return server.info("CLUSTER", "MYID");
    }

    /** {@code redis+cluster://…}, or {@code rediss+cluster://…}. */
    public String url() {
        return (tls.isPresent() ? "rediss" : "redis") + "+cluster://"
                + (password.isEmpty() ? "" : "default:" + password + "@")
                + servers.stream().map(RedisServer::address).collect(Collectors.joining(","));
    }

    /** Three masters first, then their replicas in the same order. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** The slot of a key. */
    public int slotOf(String key) {
        return ((Long) servers.get(0).ask("CLUSTER", "KEYSLOT", key)).intValue();
    }

    /** Which of the servers, by its number, holds a slot, as a server that is alive says. */
    public int holder(int slot) {
        var witness = servers.stream().filter(RedisServer::isAlive).findFirst().orElseThrow();
        for (Object range : (List<?>) witness.ask("CLUSTER", "SLOTS")) {
            var words = (List<?>) range;
            if ((Long) words.get(0) <= slot && slot <= (Long) words.get(1)) {
                long port = (Long) ((List<?>) words.get(2)).get(1);
                return IntStream.range(0, servers.size())
                        .filter(i -> servers.get(i).port() == port)
                        .findFirst()
                        .orElseThrow();
            }
        }
        return -1;
    }

    /** Begins to move a slot: from now on its keys may be at either. */
    public void beginMove(int slot, RedisServer from, RedisServer to) {
        to.ask("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", id(from));
        from.ask("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", id(to));
    }

    /** Moves some of the keys; answers how many. */
    public int moveKeys(int slot, int most, RedisServer from, RedisServer to) {
        var keys = (List<?>) from.ask("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(most));
        if (!keys.isEmpty()) {
            var words = new ArrayList<>(
                    List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "5000", "KEYS"));
            keys.forEach(key -> words.add(key.toString()));
            from.ask(words.toArray(String[]::new));
        }
        return keys.size();
    }

    /** Ends it, as redis-cli does: the new holder first. */
    public void endMove(int slot, RedisServer from, RedisServer to) {
        to.ask("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(to));
        from.ask("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", id(to));
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
