package io.hppgateway;

import io.hppgateway.http.Problem;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.redis.RedisUnavailableException;
import java.util.Optional;

/** What the failures of other boundaries mean to a caller. */
final class Failures {
    private static final Problem NO_REDIS = Problem.of(
                    503,
                    "SERVICE_UNAVAILABLE",
                    "The gateway's store is away, so nothing was accepted. Send the request again.")
            .with("Retry-After", "1");

    private Failures() {}

    /** The answer to a failure; empty when nobody foresaw it. */
    static Optional<Problem> toProblem(Throwable failure) {
        if (failure instanceof RedisUnavailableException) {
            return Optional.of(NO_REDIS);
        }
        return failure instanceof KlarnaException klarna
                ? klarna.problem().or(() -> Optional.of(ofKlarna(klarna.kind())))
                : Optional.empty();
    }

    private static Problem ofKlarna(KlarnaException.Kind kind) {
        return switch (kind) {
            case TIMEOUT ->
                Problem.of(
                        504,
                        "GATEWAY_TIMEOUT",
                        "Klarna did not answer in time. The request may have had an effect; read before you repeat it.");
            case UNREACHABLE ->
                Problem.of(
                        502, "BAD_GATEWAY", "Klarna cannot be reached. The request did not leave; it can be repeated.");
            case BROKEN ->
                Problem.of(
                        502,
                        "BAD_GATEWAY",
                        "Klarna's answer broke off or cannot be used. The request may have had an effect; read before you"
                                + " repeat it.");
            case SPARED ->
                Problem.of(
                                503,
                                "SERVICE_UNAVAILABLE",
                                "Klarna failed too often just now and is spared for a moment. The request did not leave;"
                                        + " repeat it later.")
                        .with("Retry-After", "1");
            case LIMITED ->
                Problem.of(
                                429,
                                "TOO_MANY_REQUESTS",
                                "Klarna allows no more calls at the moment. The request did not leave; repeat it later.")
                        .with("Retry-After", "1");
            case OVERLOADED ->
                Problem.of(
                                503,
                                "SERVICE_UNAVAILABLE",
                                "Too many requests wait for Klarna. The request did not leave; repeat it later.")
                        .with("Retry-After", "1");
        };
    }
}
