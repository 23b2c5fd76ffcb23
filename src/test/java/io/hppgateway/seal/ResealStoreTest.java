package io.hppgateway.seal;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.redis.Namespace;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.junit.jupiter.api.Test;

final class ResealStoreTest {
    private static final Buffer READ = Buffer.buffer(new byte[] {1, 0, -1, 'a'});
    private static final Buffer FRESH = Buffer.buffer(new byte[] {1, 0, -2, 'b'});
    private static final Buffer NEWS = Buffer.buffer("what somebody wrote meanwhile");

    @Test
    void aValueIsReplacedOnlyWhenItIsStillWhatWasRead() {
        var vertx = Vertx.vertx();
        var redis = TestRedis.link(vertx);
        var names = new Namespace(TestRedis.freshPrefix());
        var store = new ResealStore(redis, names);
        String key = names.of("acme") + "session:s1";

        await(redis.send(Request.cmd(Command.HSET).arg(key).arg("body").arg(NEWS)));
        assertThat(await(store.put(key, "body", READ, FRESH))).isFalse();
        var get = Request.cmd(Command.HGET).arg(key).arg("body");
        assertThat(await(redis.send(get)).toBuffer()).isEqualTo(NEWS);

        assertThat(await(store.put(key, "body", NEWS, FRESH))).isTrue();
        assertThat(await(redis.send(get)).toBuffer()).isEqualTo(FRESH);

        await(redis.send(Request.cmd(Command.DEL).arg(key)));
        assertThat(await(store.put(key, "body", FRESH, READ))).isFalse();
        assertThat(await(redis.send(Request.cmd(Command.EXISTS).arg(key))).toInteger())
                .isZero();

        await(redis.close());
        await(vertx.close());
    }
}
