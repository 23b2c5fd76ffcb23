package io.hppgateway.callback;

import java.time.Duration;

/**
 * How callbacks are taken in.
 *
 * @param verify which statuses are confirmed by asking Klarna
 * @param patience how long a callback waits for that confirmation
 */
public record CallbackSettings(Verify verify, Duration patience) {}
