package io.hppgateway.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiHostTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.klarna.com, https://api.klarna.com, 443, true",
        "https://api.klarna.com:443/x?y, https://api.klarna.com, 443, true",
        "HTTPS://API.Klarna.COM, https://api.klarna.com, 443, true",
        "https://api.klarna.com:8443, https://api.klarna.com:8443, 8443, true",
        "http://localhost, http://localhost, 80, false",
        "http://localhost:80, http://localhost, 80, false",
        "http://localhost:443, http://localhost:443, 443, false",
        "http://[::1]:8181, http://[::1]:8181, 8181, false"
    })
    void theOriginIsSchemeHostAndAnUnusualPort(String url, String origin, int port, boolean tls) {
        var host = ApiHost.at(URI.create(url));

        assertThat(host.origin()).isEqualTo(origin);
        assertThat(host.port()).isEqualTo(port);
        assertThat(host.isTls()).isEqualTo(tls);
    }

    @Test
    void accountsAtOneHostShareIt() {
        assertThat(ApiHost.at(URI.create("https://api.klarna.com")))
                .isSameAs(ApiHost.at(URI.create("https://api.klarna.com")))
                .isNotEqualTo(ApiHost.at(URI.create("https://api-na.klarna.com")));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.playground.klarna.com, true",
        "https://api-na.playground.klarna.com, true",
        "https://api.playground.kustom.co, true",
        "https://api.klarna.com, false",
        "http://127.0.0.1:8181, false"
    })
    void aPlaygroundIsKnownByItsName(String url, boolean playground) {
        assertThat(ApiHost.at(URI.create(url)).isPlayground()).isEqualTo(playground);
    }
}
