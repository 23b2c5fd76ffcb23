package io.hppgateway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MacKeyringTest {
    private static final String OLD = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW =
            Base64.getEncoder().encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    private static MacKeyring keyring(String keys) {
        return MacKeyring.of(Secret.of(keys));
    }

    @Test
    void theMacIsHmacSha256() {
        // RFC 4231, test case 3: key 20 times aa, data 50 times dd; the key is shorter than ours may be, so case 6: 131
        // times aa.
        byte[] key = new byte[131];
        java.util.Arrays.fill(key, (byte) 0xaa);
        var ring = keyring(Base64.getEncoder().encodeToString(key));

        byte[] mac =
                ring.sign("Test Using Larger Than Block-Size Key - Hash Key First".getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(mac))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    @Test
    void afterARotationTheNewKeySignsAndTheOldOneStillVerifies() {
        byte[] before = keyring(OLD).sign(MESSAGE);

        var rotated = keyring(NEW + ", " + OLD);

        assertThat(rotated.verify(MESSAGE, before)).isTrue();
        assertThat(rotated.sign(MESSAGE)).isEqualTo(keyring(NEW).sign(MESSAGE)).isNotEqualTo(before);
    }

    @Test
    void aKeyThatWasTakenOutVerifiesNothing() {
        assertThat(keyring(NEW).verify(MESSAGE, keyring(OLD).sign(MESSAGE))).isFalse();
    }

    @Test
    void anAlteredMacOrMessageDoesNotVerify() {
        var ring = keyring(NEW);
        byte[] mac = ring.sign(MESSAGE);

        assertThat(ring.verify("Message".getBytes(StandardCharsets.UTF_8), mac)).isFalse();
        assertThat(ring.verify(MESSAGE, java.util.Arrays.copyOf(mac, 31))).isFalse();
        assertThat(ring.verify(MESSAGE, new byte[0])).isFalse();
        mac[0] ^= 1;
        assertThat(ring.verify(MESSAGE, mac)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "not base64!", "c2hvcnQ=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,", "AAAA,AAAA"
            })
    void aKeyThatIsTooShortOrNoneIsRefusedWithoutBeingRepeated(String keys) {
        assertThatThrownBy(() -> keyring(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be base64 keys of at least 32 random bytes, separated by commas, newest first");
    }
}
