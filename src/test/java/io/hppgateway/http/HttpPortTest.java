package io.hppgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpPortTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private HttpPort open(int port) throws TimeoutException {
        var options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
        return HttpPort.open(
                        vertx, options, 2, () -> request -> request.response().end(), Duration.ZERO)
                .await(10, TimeUnit.SECONDS);
    }

    @Test
    void twoPortsThatMayBeAnyAreNotTheSame() throws TimeoutException {
        assertThat(open(0).port()).isPositive().isNotEqualTo(open(0).port());
    }

    @Test
    void aTakenPortIsNamed() throws TimeoutException {
        int taken = open(0).port();
        var other = Vertx.vertx();
        try {
            var options = new HttpServerOptions().setHost("127.0.0.1").setPort(taken);
            assertThatThrownBy(() -> HttpPort.open(other, options, 1, () -> request -> {}, Duration.ZERO)
                            .await(10, TimeUnit.SECONDS))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(Integer.toString(taken));
        } finally {
            other.close().await(10, TimeUnit.SECONDS);
        }
    }
}
