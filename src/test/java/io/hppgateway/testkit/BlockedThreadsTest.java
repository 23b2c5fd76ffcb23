package io.hppgateway.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class BlockedThreadsTest {
    @Test
    void aBlockedEventLoopFailsTheTestItHappensIn() throws Exception {
        var impatient = new VertxOptions()
                .setBlockedThreadCheckInterval(20)
                .setMaxEventLoopExecuteTime(50)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
        var others = checkers();
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
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
        // On a busy machine its last warning may come late, and would fail this test itself.
        for (var checker : checkers()) {
            if (!others.contains(checker)) {
                checker.join(10_000);
            }
        }
        assertThatThrownBy(() -> new BlockedThreads().afterEach(null)).hasMessageContaining("blocked");
    }

    private static Set<Thread> checkers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("blocked-thread-checker"))
                .collect(Collectors.toSet());
    }

    @Test
    void anotherProcesssWarningIsSeenInItsLog() {
        assertThatThrownBy(() ->
                        BlockedThreads.assertNoneIn("{\"logger_name\":\"io.vertx.core.impl.BlockedThreadChecker\"}"))
                .isInstanceOf(AssertionError.class);
    }
}
