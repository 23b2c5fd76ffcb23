package io.hppgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HopByHopTest {
    private static MultiMap copy(MultiMap from, String... except) {
        var to = MultiMap.caseInsensitiveMultiMap();
        HopByHop.copy(from, to, Set.of(except));
        return to;
    }

    @Test
    void headersOfTheConnectionAndThoseItNamesStayBehind() {
        var from = MultiMap.caseInsensitiveMultiMap()
                .add("Connection", "keep-alive, X-One")
                .add("connection", " x-two ")
                .add("Keep-Alive", "timeout=5")
                .add("Transfer-Encoding", "chunked")
                .add("TE", "trailers")
                .add("Trailer", "x")
                .add("Upgrade", "h2c")
                .add("HTTP2-Settings", "x")
                .add("Proxy-Authorization", "x")
                .add("X-ONE", "1")
                .add("X-Two", "2")
                .add("X-Three", "3");

        assertThat(copy(from).names()).containsExactly("X-Three");
    }

    @Test
    void aHeaderThatComesSeveralTimesGoesOnAsOften() {
        var from = MultiMap.caseInsensitiveMultiMap().add("Set-Cookie", "a=1").add("Set-Cookie", "b=2");

        assertThat(copy(from).getAll("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void exceptionsAreLeftOutWhateverTheirCase() {
        var from = MultiMap.caseInsensitiveMultiMap().add("AUTHORIZATION", "x").add("Accept", "y");

        assertThat(copy(from, "authorization").names()).containsExactly("Accept");
    }
}
