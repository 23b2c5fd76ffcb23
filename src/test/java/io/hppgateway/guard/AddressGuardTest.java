package io.hppgateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressGuardTest {
    private final AddressGuard strict = AddressGuard.strict();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2002:c0a8:101::1",
                "2001::1",
                "2001:db8::1",
                "3fff::1",
                "100::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "5f00::1",
                "4000::1",
                "e000::1"
            })
    void whatIsNotPublicIsRefused(String address) throws Exception {
        assertThat(strict.refusal(InetAddress.getByName(address))).isPresent();
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(strict.refusal(URI.create("https://" + host + "/"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450:4001::1",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1"
            })
    void whatIsPublicIsAllowed(String address) throws Exception {
        assertThat(strict.refusal(InetAddress.getByName(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/",
                "https://017700000001/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://1.2.3/",
                "https://1.2.3.4.5/",
                "https://evil.0x1/",
                "https://8.8.8.8./",
                "https://user@example.com/",
                "https://user:pw@example.com/",
                "http://example.com/",
                "ftp://example.com/",
                "https:///path",
                "file:///etc/passwd",
                "https:example.com"
            })
    void unclearUrlsAreRefused(String url) {
        assertThat(strict.refusal(URI.create(url))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/hook", "https://example.com:8443/", "https://xn--bcher-kva.example/",
                        "https://1.1.1.1/",
                "https://10.example.com/", "https://[2606:4700::1111]/", "HTTPS://EXAMPLE.COM/", "https://a.b1/"
            })
    void namesArePassedOnToTheResolver(String url) {
        assertThat(strict.refusal(URI.create(url))).isEmpty();
    }

    @Test
    void aBlockOfTheClusterCanBeAllowed() throws Exception {
        var guard = AddressGuard.allowing(List.of("10.20.0.0/15", "fd12::/16", "192.168.1.7"), true);
        for (String inside : List.of("10.20.0.1", "10.21.255.255", "fd12::9", "192.168.1.7", "64:ff9b::10.20.1.1")) {
            assertThat(guard.refusal(InetAddress.getByName(inside))).as(inside).isEmpty();
        }
        for (String outside : List.of("10.22.0.0", "10.19.255.255", "fd13::9", "192.168.1.8", "127.0.0.1")) {
            assertThat(guard.refusal(InetAddress.getByName(outside)))
                    .as(outside)
                    .isPresent();
        }
        assertThat(guard.refusal(URI.create("http://shop.svc/"))).isEmpty();
    }

    @Test
    void whatIsRefusedBesidesStaysRefusedAlthoughItIsAllowed() throws Exception {
        var guard = AddressGuard.allowing(
                List.of("10.0.0.0/8", "64:ff9b::/96"), List.of("10.96.0.0/12", "8.8.8.0/24", "2606:4700::/32"), false);
        for (String refused : List.of(
                "10.96.0.1",
                "10.111.255.255",
                "::ffff:10.96.0.1",
                "64:ff9b::10.96.0.1",
                "2002:a60:1::",
                "8.8.8.8",
                "2002:808:808::1",
                "2606:4700::1111")) {
            var why = guard.refusal(InetAddress.getByName(refused));
            assertThat(why).as(refused).isPresent();
            assertThat(why.orElseThrow()).doesNotContain(refused);
        }
        for (String allowed : List.of("10.95.255.255", "10.112.0.0", "8.8.9.8", "64:ff9b::10.1.1.1", "2606:4701::1")) {
            assertThat(guard.refusal(InetAddress.getByName(allowed)))
                    .as(allowed)
                    .isEmpty();
        }
        assertThat(guard.refusal(InetAddress.getByName("192.168.0.1"))).isPresent();
    }

    @Test
    void aRefusalDoesNotTellWhatANameResolvesTo() throws Exception {
        assertThat(strict.refusal(InetAddress.getByName("10.1.2.3")).orElseThrow())
                .doesNotContain("10.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0/8", "x", "::/129", "10.0.0.0/-1", "example.com/8", "10.0.0.0/"})
    void whatIsNoBlockIsAMistakeInTheSettings(String text) {
        assertThatThrownBy(() -> AddressGuard.allowing(List.of(text), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AddressGuard.allowing(List.of(), List.of(text), false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
