package io.hppgateway.session;

import java.time.Duration;

/**
 * How sessions are kept.
 *
 * @param retention how long a record outlives its session
 * @param readMaxAge how old Klarna's last answer may be to answer a read again
 */
public record SessionSettings(Duration retention, Duration readMaxAge) {}
