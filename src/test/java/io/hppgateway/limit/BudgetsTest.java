package io.hppgateway.limit;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.klarna.Upstream;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.TenantLimits;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The scripts, with costs of an hour, so that it does not matter how fast a test is. */
final class BudgetsTest {
    private static final Script TAKE = Script.load("lua/gcra.lua", "lua/budget-take.lua");
    private static final long HOUR = 3_600_000;
    private static Vertx vertx;
    private static RedisLink link;

    private final Namespace names = new Namespace(TestRedis.freshPrefix());
    private final String key = names.bucket(0) + "budget:m:other";

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        link = TestRedis.link(vertx);
    }

    @AfterAll
    static void close() {
        await(link.close());
        await(vertx.close());
    }

    private long[] take(int burst, int wanted, int left) {
        return take(List.of(key), burst, wanted, left, 1);
    }

    private static long[] take(List<String> keys, int burst, int wanted, int left, int sharers) {
        var args = new Args().add(HOUR).add(burst).add(wanted).add(left).add(sharers);
        var answer = await(link.run(TAKE, keys, args));
        return new long[] {answer.get(0).toLong(), answer.get(1).toLong()};
    }

    @Test
    void nobodyGetsMoreThanTheBurst() {
        assertThat(take(10, 4, 0)[0]).isEqualTo(4);
        assertThat(take(10, 4, 0)[0]).isEqualTo(4);
        assertThat(take(10, 4, 0)[0]).isEqualTo(2);

        var refused = take(10, 4, 0);

        assertThat(refused[0]).isZero();
        assertThat(refused[1]).isBetween(HOUR / 2, HOUR);
    }

    @Test
    void whoeverHasToLeaveSomethingDoes() {
        assertThat(take(10, 100, 5)[0]).isEqualTo(5);
        assertThat(take(10, 100, 5)[0]).isZero();

        assertThat(take(10, 100, 0)[0]).isEqualTo(5);
    }

    @Test
    void aTenantBeyondItsPartLeavesHalfToTheOthers() {
        var a = List.of(key, key + ":a");
        var b = List.of(key, key + ":b");
        long greedy = 0;
        for (int i = 0; i < 100; i++) {
            greedy += take(a, 20, 1, 0, 4)[0];
        }
        assertThat(greedy).isEqualTo(10);

        long modest = 0;
        for (int i = 0; i < 100; i++) {
            modest += take(b, 20, 1, 0, 4)[0];
        }
        assertThat(modest).as("its part of a quarter").isEqualTo(5);
    }

    @Test
    void aTenantThatIsAloneMayHaveMoreThanItsPart() {
        long got = 0;
        for (int i = 0; i < 100; i++) {
            got += take(List.of(key, key + ":a"), 20, 1, 0, 4)[0];
        }

        assertThat(got).isGreaterThan(5);
    }

    @Test
    void aHoldIsAHoldForEveryProcess() {
        var upstream = Upstream.withPassword(URI.create("https://api.klarna.com"), "K123456_a", Secret.of("p"));
        var settings = new LimitSettings(40, 5, 200, 50, new TenantLimits(1, 1));
        var one = new Budgets(link, new Charges(settings, names, merchant -> 1));
        var other = new Budgets(link, new Charges(settings, names, merchant -> 1));
        assertThat(await(other.take(upstream, Category.OTHER, 1, 0)).calls()).isEqualTo(1);

        await(one.hold(upstream, Category.OTHER, Duration.ofMinutes(10)));

        var grant = await(other.take(upstream, Category.OTHER, 1, 0));
        assertThat(grant.calls()).isZero();
        assertThat(grant.pause()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        // Of that category only.
        assertThat(await(other.take(upstream, Category.PAYMENT_SESSION, 1, 0)).calls())
                .isEqualTo(1);
    }

    @Test
    void whatIsPaidIsForgotten() {
        var upstream = Upstream.withPassword(URI.create("https://api.klarna.com"), "K123456_a", Secret.of("p"));
        var charges = new Charges(LimitSettings.defaults(), names, merchant -> 1);
        await(new Budgets(link, charges).take(upstream, Category.OTHER, 200, 0));

        var ttl = await(link.send(Request.cmd(Command.PTTL)
                .arg(charges.klarnas(upstream, Category.OTHER).key())));

        assertThat(ttl.toLong()).isBetween(1L, 61_001L);
    }
}
