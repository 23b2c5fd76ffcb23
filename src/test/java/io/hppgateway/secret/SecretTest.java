package io.hppgateway.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SecretTest {
    private record Holder(String name, Secret secret) {}

    @Test
    void aSecretDoesNotPrintWhereverItStands() {
        var secret = Secret.of("hunter2");

        assertThat(List.of(
                        secret.toString(),
                        "" + new Holder("a", secret),
                        List.of(secret).toString(),
                        Optional.of(secret).toString(),
                        String.format("%s", secret),
                        Integer.toString(secret.hashCode())))
                .allSatisfy(text -> assertThat(text).doesNotContain("hunter2"));
        assertThat(secret.reveal()).isEqualTo("hunter2");
    }

    @Test
    void secretsOfTheSameTextAreEqual() {
        assertThat(Secret.of("a"))
                .isEqualTo(Secret.of("a"))
                .isNotEqualTo(Secret.of("b"))
                .isNotEqualTo("a");
    }
}
