package io.hppgateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class PresentedKeyTest {
    private static final String RAW = "hpk_k1_s3cret";

    @Test
    void everyWayOfKlarnasClientsIsUnderstood() {
        for (String header : new String[] {
            "Basic " + base64("k1:s3cret"),
            "basic " + base64("k1:s3cret"),
            "Basic " + RAW,
            "Basic " + base64(RAW),
            "Basic " + base64(RAW + ":"),
            "Basic " + base64("9cbc9884-1fdb-45a8-9694-9340340d0436:" + RAW),
            "Bearer " + RAW,
            "BEARER   " + RAW
        }) {
            assertThat(PresentedKey.in(header)).as(header).contains(new PresentedKey("k1", "s3cret"));
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Bearer",
                "Digest hpk_k1_s3cret",
                "Basic !!!",
                "Bearer k1:s3cret",
                "hpk_k1_s3cret",
                "Basic hpk_k1_",
                "Basic hpk__s3cret",
                "Bearer hpk_k1_s3cret extra"
            })
    void everythingElseIsNoKey(String header) {
        assertThat(PresentedKey.in(header)).isEmpty();
    }

    @Test
    void theSecretDoesNotPrint() {
        assertThat(PresentedKey.in("Bearer " + RAW).orElseThrow().toString()).doesNotContain("s3cret");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
