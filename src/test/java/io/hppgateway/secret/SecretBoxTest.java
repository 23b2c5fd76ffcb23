package io.hppgateway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretBoxTest {
    private static final byte[] PLAIN = "authorization token".getBytes(StandardCharsets.UTF_8);
    private static final Secret KEYSET = SecretBox.newKeyset();

    @Test
    void whatIsSealedOpensInItsContext() {
        var box = SecretBox.of(KEYSET);

        byte[] sealed = box.seal(PLAIN, "session:acme/1");

        assertThat(box.open(sealed, "session:acme/1")).isEqualTo(PLAIN);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("token");
        assertThat(box.seal(PLAIN, "session:acme/1")).isNotEqualTo(sealed);
    }

    @Test
    void whatWasMovedElsewhereDoesNotOpen() {
        var box = SecretBox.of(KEYSET);
        byte[] sealed = box.seal(PLAIN, "session:acme/1");

        assertThatThrownBy(() -> box.open(sealed, "session:globex/1"))
                .isInstanceOf(SealBrokenException.class)
                .hasMessageContaining("session:globex/1");
    }

    @Test
    void whatWasAlteredDoesNotOpen() {
        var box = SecretBox.of(KEYSET);
        byte[] sealed = box.seal(PLAIN, "c");
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> box.open(sealed, "c")).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void anotherKeysetDoesNotOpenIt() {
        byte[] sealed = SecretBox.of(KEYSET).seal(PLAIN, "c");
        var other = SecretBox.of(SecretBox.newKeyset());

        assertThatThrownBy(() -> other.open(sealed, "c")).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void aRotatedKeysetOpensWhatTheOldKeySealedAndSealsWithTheNewOne() throws GeneralSecurityException {
        byte[] sealedBefore = SecretBox.of(KEYSET).seal(PLAIN, "c");

        var rotated = SecretBox.of(rotated(KEYSET));

        assertThat(rotated.open(sealedBefore, "c")).isEqualTo(PLAIN);
        byte[] sealedAfter = rotated.seal(PLAIN, "c");
        assertThat(rotated.open(sealedAfter, "c")).isEqualTo(PLAIN);
        assertThatThrownBy(() -> SecretBox.of(KEYSET).open(sealedAfter, "c")).isInstanceOf(SealBrokenException.class);
    }

    private static Secret rotated(Secret keyset) throws GeneralSecurityException {
        var old = TinkJsonProtoKeysetFormat.parseKeyset(keyset.reveal(), InsecureSecretKeyAccess.get());
        var both = KeysetHandle.newBuilder(old)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build();
        return Secret.of(TinkJsonProtoKeysetFormat.serializeKeyset(both, InsecureSecretKeyAccess.get()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "not json", "{\"primaryKeyId\":1,\"key\":[]}"})
    void whatIsNoKeysetIsRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> SecretBox.of(Secret.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no Tink AEAD keyset in JSON with an enabled primary key")
                .hasNoCause();
    }

    @Test
    void anEmptyTextCanBeSealedToo() {
        var box = SecretBox.of(KEYSET);

        assertThatCode(() ->
                        assertThat(box.open(box.seal(new byte[0], "c"), "c")).isEmpty())
                .doesNotThrowAnyException();
    }
}
