package io.hppgateway.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

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
        // Checked here, where the message can name the ids: whoever collects credentials in a map would print them.
        if (isShared(merchants, SandboxMerchant::id) || isShared(merchants, SandboxMerchant::credentials)) {
            throw new IllegalArgumentException("two sandbox merchants share an id or credentials: " + merchants);
        }
        if (callbackTimeout.isNegative() || callbackTimeout.isZero() || callbackRetryDelay.isNegative()) {
            throw new IllegalArgumentException("the callback timeout must be above zero, the retry delay not below");
        }
    }

    private static boolean isShared(List<SandboxMerchant> merchants, Function<SandboxMerchant, String> trait) {
        return merchants.stream().map(trait).distinct().count() < merchants.size();
    }
}
