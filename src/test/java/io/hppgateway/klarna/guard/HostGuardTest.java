package io.hppgateway.klarna.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.bound.Bound;
import io.hppgateway.klarna.KlarnaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostGuardTest {
    private final List<Bound> reached = new ArrayList<>();
    private final HostGuard host =
            new HostGuard(new GuardSettings(3, 2, 2, Duration.ofSeconds(5), Duration.ofSeconds(5)), reached::add);

    private void isRefused(String owner, KlarnaException.Kind kind) {
        assertThatThrownBy(() -> host.enter(owner, 0)).isInstanceOfSatisfying(KlarnaException.class, refused -> {
            assertThat(refused.kind()).isEqualTo(kind);
            assertThat(refused.problem().orElseThrow().status()).isEqualTo(503);
            assertThat(refused.problem().orElseThrow().headers()).containsKey("Retry-After");
        });
    }

    @Test
    void oneTenantGetsItsShareAndNoMore() {
        var first = host.enter("a", 0);
        host.enter("a", 0);
        isRefused("a", KlarnaException.Kind.OVERLOADED);
        assertThat(reached).containsExactly(Bound.UPSTREAM_TENANT_IN_FLIGHT);
        host.enter("b", 0);

        host.leave(first, Verdict.WORKS, 0);

        host.enter("a", 0);
    }

    @Test
    void allTogetherGetNoMoreThanTheHost() {
        host.enter("a", 0);
        host.enter("a", 0);
        var last = host.enter("b", 0);
        isRefused("c", KlarnaException.Kind.OVERLOADED);
        assertThat(reached).containsExactly(Bound.UPSTREAM_IN_FLIGHT);

        host.leave(last, Verdict.WORKS, 0);

        assertThat(host.inFlight()).isEqualTo(2);
        host.enter("c", 0);
    }

    @Test
    void aSparedHostRefusesEverybody() {
        host.leave(host.enter("a", 0), Verdict.FAILS, 0);
        host.leave(host.enter("a", 0), Verdict.FAILS, 0);

        isRefused("b", KlarnaException.Kind.SPARED);
        assertThat(reached).isEmpty();

        assertThat(host.inFlight()).isZero();
    }
}
