package io.hppgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.redis.address.RedisNode;
import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisUrlTest {
    private static RedisUrl read(String url) {
        return RedisUrl.parse(Secret.of(url));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://h, SERVER, false, h:6379",
        "redis://h:1/3, SERVER, false, h:1",
        "rediss://u:p@h, SERVER, true, h:6379",
        "redis+sentinel://h/m, SENTINEL, false, h:26379",
        "rediss+sentinel://[::1]:1/m, SENTINEL, true, [::1]:1",
        "redis+cluster://h, CLUSTER, false, h:6379",
        "rediss+cluster://10.0.0.1:7000/, CLUSTER, true, 10.0.0.1:7000",
    })
    void theSchemeSaysWhatStandsBehindIt(String url, RedisUrl.Kind kind, boolean tls, String node) {
        var read = read(url);
        assertThat(read.kind()).isEqualTo(kind);
        assertThat(read.tls()).isEqualTo(tls);
        assertThat(read.nodes()).hasToString("[" + node + "]");
    }

    @Test
    void sentinelsHaveALoginOfTheirOwn() {
        var read = read("redis+sentinel://app:p%40ss+1@s1:1,s2/main-1?sentinel-user=watch&sentinel-password=q%2F");
        assertThat(read.nodes()).containsExactly(new RedisNode("s1", 1), new RedisNode("s2", 26379));
        assertThat(read.master()).isEqualTo("main-1");
        assertThat(read.login()).isEqualTo(new RedisUrl.Login("app", Secret.of("p@ss+1")));
        assertThat(read.sentinelLogin()).isEqualTo(new RedisUrl.Login("watch", Secret.of("q/")));
    }

    @Test
    void aPasswordNeedsNoUser() {
        assertThat(read("redis+cluster://:secret@a,b,c").login())
                .isEqualTo(new RedisUrl.Login(null, Secret.of("secret")));
    }

    @Test
    void nothingSecretIsPrinted() {
        assertThat(read("redis+sentinel://u:hidden@h/m?sentinel-password=hidden")
                        .toString())
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis+sentinel://h:1,h2:2 | name of the master is missing",
                "redis+sentinel://h/m?db=1 | only sentinel-user",
                "redis+cluster://h/1 | no databases",
                "redis+cluster://h:x | separated by commas",
                "redis+cluster://h:70000 | separated by commas",
                "redis+cluster://h,,g | separated by commas",
                "redis://h,g | several are redis+sentinel",
                "redis://h/orders | number of a database",
                "http://h | scheme is none",
                "redis+cluster://u:unspeakable#1@h | separated by commas",
                "redis+cluster://u:%zz@h | it is no URL",
                "unspeakable | a scheme and a host",
            })
    void aFaultSaysWhatIsWrongAndRepeatsNothing(String url, String fault) {
        assertThatThrownBy(() -> read(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be redis://")
                .hasMessageContaining(fault)
                .hasMessageNotContaining("unspeakable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:6379", "fd00::1:6379", "db.internal:7000"})
    void whatAClusterSaysOfItselfIsRead(String told) {
        assertThat(RedisNode.parse(told, 1).port()).isGreaterThan(1);
    }
}
