package io.hppgateway.guard;

import java.net.InetAddress;
import java.util.Arrays;

/** A block of IPv4 or IPv6 addresses: the first one, 4 or 16 bytes, and how many leading bits count. */
final class Cidr {
    private final byte[] prefix;
    private final int bits;

    private Cidr(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code fc00::/7} or a single address.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress first = Literal.parse(address)
                .orElseThrow(() -> new IllegalArgumentException("not an address block such as 10.0.0.0/8: " + text));
        byte[] prefix = first.getAddress();
        String length = slash < 0 ? Integer.toString(prefix.length * 8) : text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > prefix.length * 8) {
            throw new IllegalArgumentException("not an address block such as 10.0.0.0/8: " + text);
        }
        return new Cidr(prefix, Integer.parseInt(length));
    }

    /** Whether a text can be read as one. */
    static boolean isOne(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        boolean same = Arrays.equals(prefix, 0, whole, address, 0, whole);
        return same && (rest == 0 || ((prefix[whole] ^ address[whole]) & (0xff << (8 - rest)) & 0xff) == 0);
    }
}
