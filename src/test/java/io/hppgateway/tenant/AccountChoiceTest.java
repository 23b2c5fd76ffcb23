package io.hppgateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.Upstream;
import io.hppgateway.secret.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccountChoiceTest {
    private static final Tenant TENANT = new Tenant(
            "globex",
            "Globex",
            Tenant.Status.ACTIVE,
            List.of(),
            List.of(account("eu"), account("na", "US", "CA"), account("oc", "AU", "US")),
            List.of(),
            List.of(),
            Optional.empty());

    private static Account account(String id, String... markets) {
        var upstream = Upstream.withApiKey(URI.create("https://" + id + ".example"), Secret.of("k"));
        return new Account(id, upstream, Set.of(markets));
    }

    @ParameterizedTest
    @CsvSource({
        ",,,eu",
        ",,SE,eu",
        ",,US,na",
        ",,us,na",
        ",,AU,oc",
        ",oc,US,oc",
        ",gone,US,na",
        ",gone,,eu",
        "eu,oc,US,eu",
        "oc,,,oc"
    })
    void theFirstThatSaysSomethingDecides(String named, String remembered, String country, String chosen) {
        var account =
                AccountChoice.choose(TENANT, named, Optional.ofNullable(remembered), Optional.ofNullable(country));

        assertThat(account.id()).isEqualTo(chosen);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() {
        assertThatThrownBy(() -> AccountChoice.choose(TENANT, "apac", Optional.of("na"), Optional.empty()))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(400);
                    assertThat(e.problem().messages().get(0))
                            .contains("eu, na, oc")
                            .doesNotContain("apac");
                });
    }
}
