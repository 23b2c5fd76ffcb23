package io.hppgateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.secret.MacKeyring;
import io.hppgateway.secret.Secret;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class CallbackLinksTest {
    private static final String OLD = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW =
            Base64.getEncoder().encodeToString(new byte[48]).replace('A', 'B');

    private static CallbackLinks links(String keys) {
        return new CallbackLinks("https://hpp.example.com", MacKeyring.of(Secret.of(keys)));
    }

    private static String mac(CallbackLink link) {
        return link.url()
                .substring(link.url().indexOf(link.nonce()) + 23, link.url().indexOf('?'));
    }

    @Test
    void aLinkIsOursUnderItsTenantAndNonceOnly() {
        var links = links(OLD);
        var link = links.mint("acme");

        assertThat(link.url())
                .startsWith("https://hpp.example.com/callbacks/v1/acme/" + link.nonce() + ".")
                .endsWith("?sid={{session_id}}");
        assertThat(links.isOurs("acme", link.nonce(), mac(link))).isTrue();
        assertThat(links.isOurs("globex", link.nonce(), mac(link))).isFalse();
        assertThat(links.isOurs("acme", links.mint("acme").nonce(), mac(link))).isFalse();
        assertThat(links.isOurs("acme", link.nonce(), "")).isFalse();
        assertThat(links.isOurs("acme", link.nonce(), "not/base64url")).isFalse();
    }

    @Test
    void aLinkOutlivesTheRotationOfItsKeyWhileTheOldOneIsKept() {
        var before = links(OLD).mint("acme");

        assertThat(links(NEW + "," + OLD).isOurs("acme", before.nonce(), mac(before)))
                .isTrue();
        assertThat(links(NEW).isOurs("acme", before.nonce(), mac(before))).isFalse();
    }

    @Test
    void aNewLinkIsSignedWithTheNewKey() {
        var after = links(NEW + "," + OLD).mint("acme");

        assertThat(links(NEW).isOurs("acme", after.nonce(), mac(after))).isTrue();
        assertThat(links(OLD).isOurs("acme", after.nonce(), mac(after))).isFalse();
    }

    @Test
    void tenantAndNonceCannotBeShiftedIntoEachOther() {
        var links = links(OLD);
        var link = links.mint("acme-1");

        assertThat(links.isOurs("acme", "-1" + link.nonce(), mac(link))).isFalse();
    }
}
