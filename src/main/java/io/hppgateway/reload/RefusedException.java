package io.hppgateway.reload;

/** Files hold what cannot be used; the message names every fault and holds no secret. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message every fault */
    public RefusedException(String message) {
        super(message, null, false, false);
    }
}
