package io.hppgateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import io.hppgateway.secret.Secret;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpHeaders;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SignatureTest {
    private static final Secret SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Secret OTHER = Secret.of("whsec_" + Base64.getEncoder().encodeToString(new byte[32]));

    @Test
    void theVectorOfTheSpecificationHolds() {
        String header = Signature.header(
                List.of(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Buffer.buffer("{\"test\": 2432232314}"));
        assertThat(header).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void thePublishedVerifierAcceptsEitherSecretWhileOneIsRotated() throws Exception {
        long now = Instant.now().getEpochSecond();
        var body = Buffer.buffer("{\"ü\":1}");
        String header = Signature.header(List.of(OTHER, SECRET), "evt_1", now, body);
        var headers = HttpHeaders.of(
                Map.of(
                        "webhook-id", List.of("evt_1"),
                        "webhook-timestamp", List.of(Long.toString(now)),
                        "webhook-signature", List.of(header)),
                (name, value) -> true);
        new Webhook(SECRET.reveal()).verify(body.toString(), headers);
        new Webhook(OTHER.reveal()).verify(body.toString(), headers);
        assertThatThrownBy(() -> new Webhook(SECRET.reveal()).verify("{}", headers))
                .isInstanceOf(Exception.class);
    }

    @Test
    void anEd25519KeySignsBesideTheSecret() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        var key = Secret.of("whsk_" + Base64.getEncoder().encodeToString(seed));
        String header = Signature.header(List.of(SECRET, key), "evt_1", 7, Buffer.buffer("{}"));
        String second = header.substring(header.indexOf(" v1a,") + 5);
        var verifier = java.security.Signature.getInstance("Ed25519");
        verifier.initVerify(pair.getPublic());
        verifier.update("evt_1.7.{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(verifier.verify(Base64.getDecoder().decode(second))).isTrue();
    }

    @Test
    void whatIsNoSecretIsRefusedAndNotRepeated() {
        for (String wrong : List.of("hunter2", "whsec_***", "whsec_", "whsk_!!")) {
            assertThatThrownBy(() -> Signature.header(List.of(Secret.of(wrong)), "e", 1, Buffer.buffer()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("hunter2")
                    .hasMessageNotContaining("***");
        }
    }
}
