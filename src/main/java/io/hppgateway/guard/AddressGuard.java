package io.hppgateway.guard;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps requests to URLs that tenants chose out of our own network. Judges the URL when it is stored, and every address its
 * name resolves to before each connection; the caller connects to the judged address, so that a name cannot change in
 * between. Refusals say what to change and never which address a name has.
 */
public final class AddressGuard {
    /** IANA's special-purpose registries (RFC 6890 and later), and Azure's metadata address, which is a public one. */
    private static final List<Cidr> REFUSED = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "2620:4f:8000::/48",
            "3fff::/20");

    /** Outside of this nothing of IPv6 is public today. */
    private static final Cidr PUBLIC_IPV6 = Cidr.parse("2000::/3");

    /** IPv6 that carries an IPv4 address: where in its bytes. NAT64 (RFC 6052), 6to4 (RFC 3056), IPv4-compatible. */
    private static final List<Embedded> EMBEDDED = List.of(
            new Embedded(Cidr.parse("64:ff9b::/96"), 12),
            new Embedded(Cidr.parse("2002::/16"), 2),
            new Embedded(Cidr.parse("::/96"), 12));

    private final boolean open;
    private final boolean plainHttp;
    private final List<Cidr> allowed;
    private final List<Cidr> refused;

    private record Embedded(Cidr in, int at) {}

    private AddressGuard(boolean open, boolean plainHttp, List<Cidr> allowed, List<Cidr> refused) {
        this.open = open;
        this.plainHttp = plainHttp;
        this.allowed = allowed;
        this.refused = refused;
    }

    /** https to public addresses. */
    public static AddressGuard strict() {
        return new AddressGuard(false, false, List.of(), List.of());
    }

    /** Everything: for a machine of one's own, where the receivers are on it too. */
    public static AddressGuard open() {
        return new AddressGuard(true, true, List.of(), List.of());
    }

    /**
     * Public addresses and these blocks.
     *
     * @param blocks such as {@code 10.20.0.0/16}, for endpoints in the same cluster
     * @param plainHttp whether http is allowed besides https
     * @throws IllegalArgumentException when one is no address block
     */
    public static AddressGuard allowing(List<String> blocks, boolean plainHttp) {
        return allowing(blocks, List.of(), plainHttp);
    }

    /**
     * The same without some blocks. What is refused stays so although it is allowed too: who opens 10.0.0.0/8 can keep
     * 10.0.0.1 closed, and a mistake in either list closes rather than opens.
     *
     * @param refused blocks of public addresses or of allowed ones
     * @throws IllegalArgumentException when one is no address block
     */
    public static AddressGuard allowing(List<String> blocks, List<String> refused, boolean plainHttp) {
        return new AddressGuard(
                false, plainHttp, blocks(blocks.toArray(String[]::new)), blocks(refused.toArray(String[]::new)));
    }

    /** Whether a text is an address block such as {@code 10.20.0.0/16}, or one address. */
    public static boolean isBlock(String text) {
        return Cidr.isOne(text);
    }

    /** Whether addresses need not be judged. */
    public boolean isOpen() {
        return open;
    }

    /** Why this URL may not be called; empty when it may, as far as its text tells. */
    public Optional<String> refusal(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && plainHttp)) {
            return Optional.of(plainHttp ? "the URL has to be http or https" : "the URL has to be https");
        }
        if (url.getHost() == null || url.getUserInfo() != null) {
            return Optional.of("the URL needs a host, and no user or password");
        }
        String host = bare(url.getHost());
        Optional<InetAddress> address = Literal.parse(host);
        if (address.isPresent()) {
            return refusal(address.get());
        }
        boolean unclear = host.contains(":") || Literal.looksNumeric(host);
        return unclear ? Optional.of("the URL's host is an address in an unusual spelling") : Optional.empty();
    }

    /** Why this address may not be called; empty when it may. */
    public Optional<String> refusal(InetAddress address) {
        if (isRefused(address.getAddress())) {
            return Optional.of("the URL's host has an address that this gateway must not call");
        }
        return open || isAllowed(address.getAddress())
                ? Optional.empty()
                : Optional.of("the URL's host has an address that is not public");
    }

    /** The host's address when the host is one; then no resolver is asked. */
    public static Optional<InetAddress> literal(String host) {
        return Literal.parse(bare(host));
    }

    private boolean isAllowed(byte[] address) {
        if (allowed.stream().anyMatch(block -> block.contains(address))) {
            return true;
        }
        Optional<byte[]> inner = inner(address);
        if (inner.isPresent()) {
            return isAllowed(inner.get());
        }
        boolean family = address.length == 4 || PUBLIC_IPV6.contains(address);
        return family && REFUSED.stream().noneMatch(block -> block.contains(address));
    }

    private boolean isRefused(byte[] address) {
        return refused.stream().anyMatch(block -> block.contains(address))
                || inner(address).filter(this::isRefused).isPresent();
    }

    /** The IPv4 address that an IPv6 address carries: it decides who is reached. */
    private static Optional<byte[]> inner(byte[] address) {
        return EMBEDDED.stream()
                .filter(embedded -> embedded.in.contains(address))
                .findFirst()
                .map(embedded -> Arrays.copyOfRange(address, embedded.at, embedded.at + 4));
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static List<Cidr> blocks(String... texts) {
        return Stream.of(texts).map(Cidr::parse).toList();
    }
}
