package io.hppgateway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class KeysetChangeTest {
    private static final byte[] PLAIN = "token".getBytes(StandardCharsets.UTF_8);

    @Test
    void threeStepsReplaceAKeyAndEachOpensWhatTheStepsBesideItSeal() {
        var zero = SecretBox.newKeyset();
        var one = KeysetChange.next(zero);
        var two = KeysetChange.next(one.keyset());
        var three = KeysetChange.next(two.keyset());

        String old = SecretBox.of(zero).primaryId();
        String fresh = SecretBox.of(three.keyset()).primaryId();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(KeysetChange.describe(one.keyset())).containsExactly(old + " seals and opens", fresh + " opens");
        assertThat(KeysetChange.describe(two.keyset())).containsExactly(old + " opens", fresh + " seals and opens");
        assertThat(KeysetChange.describe(three.keyset())).containsExactly(fresh + " seals and opens");
        eachOpensTheOther(zero, one.keyset());
        eachOpensTheOther(one.keyset(), two.keyset());
        assertThat(one.said()).startsWith("Step 1 of 3").contains(old, fresh);
        assertThat(two.said()).startsWith("Step 2 of 3").contains(fresh);
        assertThat(three.said()).startsWith("Step 3 of 3");
    }

    private static void eachOpensTheOther(Secret left, Secret right) {
        var a = SecretBox.of(left);
        var b = SecretBox.of(right);
        assertThat(a.open(b.seal(PLAIN, "c"), "c")).isEqualTo(PLAIN);
        assertThat(b.open(a.seal(PLAIN, "c"), "c")).isEqualTo(PLAIN);
    }

    @Test
    void aSealedValueSaysWhichKeySealedIt() {
        var box = SecretBox.of(SecretBox.newKeyset());

        assertThat(SecretBox.keyIdOf(box.seal(PLAIN, "c"))).isEqualTo(box.primaryId());
        assertThat(SecretBox.keyIdOf(PLAIN)).isEqualTo("raw");
    }

    @Test
    void aBoxTakesAnotherKeysetWhileItIsInUse() {
        var keyset = SecretBox.newKeyset();
        var box = SecretBox.of(keyset);
        byte[] before = box.seal(PLAIN, "c");
        var promoted = KeysetChange.next(KeysetChange.next(keyset).keyset()).keyset();

        assertThat(box.become(SecretBox.of(promoted))).isTrue();
        assertThat(box.become(SecretBox.of(promoted))).isFalse();

        assertThat(box.open(before, "c")).isEqualTo(PLAIN);
        assertThat(SecretBox.keyIdOf(box.seal(PLAIN, "c"))).isNotEqualTo(SecretBox.keyIdOf(before));
    }

    @Test
    void whatIsNoKeysetIsRefusedWithoutBeingRepeated() {
        assertThatThrownBy(() -> KeysetChange.next(Secret.of("{\"secret\":1}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
