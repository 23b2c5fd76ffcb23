package io.hppgateway.sandbox.state;

/** Pays orders without the consumer, until it is cancelled. */
public final class CustomerToken {
    private final String id;
    private final String merchant;
    private boolean cancelled;

    CustomerToken(String id, String merchant) {
        this.id = id;
        this.merchant = merchant;
    }

    public String id() {
        return id;
    }

    String merchant() {
        return merchant;
    }

    public boolean isActive() {
        return !cancelled;
    }

    public void cancel() {
        cancelled = true;
    }
}
