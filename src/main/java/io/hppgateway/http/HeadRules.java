package io.hppgateway.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.BitSet;

/**
 * Which heads are refused that Netty lets pass: whoever stands before or behind us could read them in another way, and take what
 * we take for a body for the next request (RFC 9112, section 11.2).
 */
final class HeadRules {
    // RFC 9110, section 5.6.2: what a token, such as a header's name, is made of.
    private static final BitSet TOKEN = new BitSet(128);

    static {
        TOKEN.set('a', 'z' + 1);
        TOKEN.set('A', 'Z' + 1);
        TOKEN.set('0', '9' + 1);
        "!#$%&'*+-.^_`|~".chars().forEach(TOKEN::set);
    }

    private HeadRules() {}

    /** Whether a head can be read in one way only. */
    static boolean allow(HttpRequest head) {
        return isKnown(head.protocolVersion()) && isFramedOnce(head) && hasOneHost(head) && hasNames(head.headers());
    }

    private static boolean isKnown(HttpVersion version) {
        return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
    }

    /** Section 6.1: chunked alone, not by a 1.0 that knows none, and not beside a length. */
    private static boolean isFramedOnce(HttpRequest head) {
        var headers = head.headers();
        if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return true;
        }
        var codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.size() == 1
                && codings.get(0).equalsIgnoreCase("chunked")
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && head.protocolVersion().equals(HttpVersion.HTTP_1_1);
    }

    /** Section 3.2. */
    private static boolean hasOneHost(HttpRequest head) {
        int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
        return hosts == 1 || (hosts == 0 && head.protocolVersion().equals(HttpVersion.HTTP_1_0));
    }

    private static boolean hasNames(HttpHeaders headers) {
        var all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            if (!isToken(all.next().getKey())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (!TOKEN.get(name.charAt(i))) {
                return false;
            }
        }
        return name.length() > 0;
    }
}
