package io.hppgateway.sandbox;

import java.time.Duration;
import java.util.List;

/**
 * How the sandbox runs.
 *
 * @param host the address to listen on, also the host of every URL it hands out
 * @param port 0 for any free one
 * @param merchants who may call the API
 * @param callbackTimeout how long a merchant may take to answer a callback; Klarna: 3 s
 * @param callbackRetryDelay from a failed callback to the next; Klarna: "a few seconds"
 */
public record SandboxSettings(
        String host, int port, List<SandboxMerchant> merchants, Duration callbackTimeout, Duration callbackRetryDelay) {

    public SandboxSettings {
        merchants = List.copyOf(merchants);
        if (callbackTimeout.isNegative() || callbackTimeout.isZero() || callbackRetryDelay.isNegative()) {
            throw new IllegalArgumentException("the callback timeout must be above zero, the retry delay not below");
        }
    }
}
