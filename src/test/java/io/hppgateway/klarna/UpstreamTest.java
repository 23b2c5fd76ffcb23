package io.hppgateway.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.secret.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpstreamTest {
    @Test
    void aPasswordIsBasicCredentialsAndAnApiKeyStandsAsItIs() {
        var base = URI.create("https://api.klarna.com");

        assertThat(Upstream.withPassword(base, "PK1", Secret.of("pä:ss"))
                        .authorization()
                        .reveal())
                .isEqualTo("Basic UEsxOnDDpDpzcw==");
        assertThat(Upstream.withApiKey(base, Secret.of("klarna_live_api_x"))
                        .authorization()
                        .reveal())
                .isEqualTo("Basic klarna_live_api_x");
    }

    @Test
    void credentialsDoNotPrint() {
        assertThat(Upstream.withApiKey(URI.create("https://api.klarna.com"), Secret.of("klarna_live_api_x"))
                        .toString())
                .doesNotContain("klarna_live");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.klarna.com, K123456_abcd, https://api.klarna.com, K123456_efgh, true",
        "https://api.klarna.com, K123456_abcd, https://API.klarna.com:443, K123456_abcd, true",
        "https://api.klarna.com, K123456_abcd, https://api-na.klarna.com, K123456_abcd, false",
        "https://api.klarna.com, K123456_abcd, https://api.klarna.com, K123457_abcd, false",
        "https://api.klarna.com, PK_acme, https://api.klarna.com, PK_globex, false"
    })
    void twoUsersOfOneMerchantIdAtOneHostAreOneMerchant(
            String one, String user, String two, String other, boolean same) {
        var first = Upstream.withPassword(URI.create(one), user, Secret.of("a")).merchant();
        var second =
                Upstream.withPassword(URI.create(two), other, Secret.of("b")).merchant();

        assertThat(first.equals(second)).isEqualTo(same);
        assertThat(first).doesNotContain(user);
    }
}
