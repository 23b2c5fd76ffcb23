package io.hppgateway.sandbox.state;

/** Where an HPP session stands, in Klarna's words. */
public enum HostedStatus {
    WAITING(false),
    IN_PROGRESS(false),
    FAILED(false),
    BACK(false),
    ERROR(false),
    COMPLETED(true),
    CANCELLED(true),
    DISABLED(true);

    private final boolean last;

    HostedStatus(boolean last) {
        this.last = last;
    }

    /** Whether nothing may follow. A decline, a step back and an error are no end: the consumer may try again. */
    public boolean isFinal() {
        return last;
    }
}
