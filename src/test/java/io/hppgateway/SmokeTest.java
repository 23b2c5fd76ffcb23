package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class SmokeTest {
    @Test
    void x(Vertx vertx, VertxTestContext ctx) {
        assertThat(vertx).isNotNull();
        ctx.completeNow();
    }
}
