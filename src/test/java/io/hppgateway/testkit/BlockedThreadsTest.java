package io.hppgateway.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class BlockedThreadsTest {
    @Test
    void aBlockedEventLoopFailsTheTestItHappensIn() throws Exception {
        var impatient = new VertxOptions()
                .setBlockedThreadCheckInterval(20)
                .setMaxEventLoopExecuteTime(50)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
        var vertx = Vertx.vertx(impatient);
        var checked = new CountDownLatch(1);
        try {
            vertx.runOnContext(go -> {
                // Blocks on purpose: this is what the watch has to see.
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                checked.countDown();
            });
            checked.await(10, TimeUnit.SECONDS);
            var watch = new BlockedThreads();
            assertThatThrownBy(() -> watch.afterEach(null)).hasMessageContaining("blocked");
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void anotherProcesssWarningIsSeenInItsLog() {
        assertThatThrownBy(() ->
                        BlockedThreads.assertNoneIn("{\"logger_name\":\"io.vertx.core.impl.BlockedThreadChecker\"}"))
                .isInstanceOf(AssertionError.class);
    }
}
