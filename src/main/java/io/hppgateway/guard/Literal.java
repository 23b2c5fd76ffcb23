package io.hppgateway.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hosts that are addresses. */
final class Literal {
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** The last label of what WHATWG's URL standard calls a host that ends in a number: 2130706433, 0x7f.1, 127.1 … */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

    private Literal() {}

    /** The address, when it is spelled in the one way nobody can misread; IPv6 without brackets. Asks no resolver. */
    static Optional<InetAddress> parse(String host) {
        boolean address =
                host.indexOf(':') < 0 ? isIpv4(host) : IPV6.matcher(host).matches();
        if (!address) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Four plain decimal numbers; {@code 010} is refused, since some read it as ten and some as eight. */
    private static boolean isIpv4(String host) {
        int dots = 0;
        int number = -1; // before its first digit
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c == '.' && number >= 0) {
                dots++;
                number = -1;
            } else if (isDigit(c) && number != 0 && number < 26) {
                number = Math.max(0, number) * 10 + c - '0';
            } else {
                return false;
            }
            if (number > 255) {
                return false;
            }
        }
        return dots == 3 && number >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether some program would take it for an IPv4 address. */
    static boolean looksNumeric(String host) {
        int end = host.endsWith(".") ? host.length() - 1 : host.length();
        int label = host.lastIndexOf('.', end - 1) + 1;
        // Names, which nearly all hosts are, are told by one look.
        return label < end
                && isDigit(host.charAt(label))
                && NUMERIC.matcher(host).matches();
    }
}
