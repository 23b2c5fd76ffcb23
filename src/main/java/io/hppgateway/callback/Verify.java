package io.hppgateway.callback;

/** Which statuses are confirmed by asking Klarna before tenants are told. */
public enum Verify {
    NEVER,
    COMPLETED,
    ALWAYS
}
