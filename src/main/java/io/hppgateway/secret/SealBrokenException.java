package io.hppgateway.secret;

/** Stored bytes that no key of the keyset opens: the keyset lost a key, or the bytes were altered or moved. */
public final class SealBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealBrokenException(String context) {
        super("no key of the encryption keyset opens what is stored at " + context);
    }
}
