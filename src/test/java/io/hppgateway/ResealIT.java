package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.journal.RecordKey;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.sandbox.redis.RedisCluster;
import io.hppgateway.seal.KeyLedger;
import io.hppgateway.seal.Reseal;
import io.hppgateway.secret.KeysetChange;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.tenant.stored.RegistryStore;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reseal of a real cluster of three masters. */
final class ResealIT {
    private static final int TENANTS = 500;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Namespace names = new Namespace("hpp");
    private RedisCluster cluster;
    private RedisLink link;

    @BeforeEach
    void start() {
        cluster = RedisCluster.start(directory, false);
        link = RedisLink.of(
                vertx,
                new RedisSettings(Secret.of(cluster.url()), Duration.ofSeconds(2), Duration.ofSeconds(5), "hpp"));
    }

    @AfterEach
    void stop() {
        GatewayKit.wait(link.close());
        GatewayKit.wait(vertx.close());
        cluster.close();
    }

    private static RecordKey session(int tenant) {
        return new RecordKey("tenant-" + tenant, "s" + tenant);
    }

    private void set(String key, String tenant, String field, Buffer value) {
        GatewayKit.wait(link.send(Request.cmd(Command.HSET)
                .arg(key)
                .arg("tenant")
                .arg(tenant)
                .arg(field)
                .arg(value)));
    }

    private byte[] get(String key, String field) {
        return GatewayKit.wait(link.send(Request.cmd(Command.HGET).arg(key).arg(field)))
                .toBytes();
    }

    private static byte[] sealed(SecretBox box, String context) {
        return box.seal("plain".getBytes(StandardCharsets.UTF_8), context);
    }

    @Test
    void everyMasterIsWalkedOver() {
        var first = SecretBox.newKeyset();
        var promoted = KeysetChange.next(KeysetChange.next(first).keyset()).keyset();
        var old = SecretBox.of(first);
        var fresh = SecretBox.of(KeysetChange.next(promoted).keyset());
        GatewayKit.wait(new KeyLedger(link, names).enter(old));
        IntStream.range(0, TENANTS).forEach(i -> {
            var key = session(i);
            set(key.in(names), key.tenant(), "body", Buffer.buffer(sealed(old, key.context("body"))));
        });
        String field = "tenant/initech";
        var record = Buffer.buffer("17:").appendBytes(sealed(old, RegistryStore.context(field)));
        GatewayKit.wait(link.send(Request.cmd(Command.HSET)
                .arg(names.admin() + "records")
                .arg(field)
                .arg(record)));

        var stock = SealedPlaces.of(names, Duration.ofDays(7));
        var report = new Reseal(link, names, SecretBox.of(promoted), stock, 100_000, Duration.ofMillis(1)).run();

        assertThat(report.isDone()).as(report.lines().toString()).isTrue();
        assertThat(report.struck()).containsExactly(old.primaryId());
        for (int i = 0; i < TENANTS; i++) {
            var key = session(i);
            assertThat(fresh.open(get(key.in(names), "body"), key.context("body")))
                    .asString()
                    .isEqualTo("plain");
        }
        var moved = Buffer.buffer(get(names.admin() + "records", field));
        assertThat(moved.getString(0, 3)).isEqualTo("17:");
        assertThat(fresh.open(moved.getBytes(3, moved.length()), RegistryStore.context(field)))
                .asString()
                .isEqualTo("plain");
    }
}
