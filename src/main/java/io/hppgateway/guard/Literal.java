package io.hppgateway.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts that are addresses. */
final class Literal {
    /** Four plain decimal numbers; {@code 010} is refused, since some read it as ten and some as eight. */
    private static final Pattern IPV4 = Pattern.compile(
            "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** The last label of what WHATWG's URL standard calls a host that ends in a number: 2130706433, 0x7f.1, 127.1 … */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

    private Literal() {}

    /** The address, when it is spelled in the one way nobody can misread; IPv6 without brackets. Asks no resolver. */
    static Optional<InetAddress> parse(String host) {
        if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether some program would take it for an IPv4 address. */
    static boolean looksNumeric(String host) {
        return NUMERIC.matcher(host).matches();
    }
}
