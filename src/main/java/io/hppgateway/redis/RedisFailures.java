package io.hppgateway.redis;

import io.vertx.redis.client.Response;
import java.util.List;

/** Sorts what the client reports into "Redis is not there" and "Redis said no". */
final class RedisFailures {
    /** Error codes of a server that cannot do its work now, whoever asks. */
    private static final List<String> AWAY = List.of(
            "CONNECTION_CLOSED",
            "LOADING",
            "OOM",
            "MISCONF",
            "READONLY",
            "MASTERDOWN",
            "NOREPLICAS",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "BUSY",
            "NOAUTH",
            "WRONGPASS",
            "EXECABORT",
            "UNBLOCKED");

    /** Redis before 7 wraps what a command inside a script answered; the code then stands in the middle. */
    private static final List<String> AWAY_IN_SCRIPT = List.of("-OOM ", "-MISCONF ", "-READONLY ");

    private RedisFailures() {}

    static boolean isNoScript(Throwable failure) {
        return String.valueOf(failure.getMessage()).startsWith("NOSCRIPT");
    }

    /** Whether a server says that it is no master any more: whoever goes on talking to it talks to the wrong one. */
    static boolean isDemoted(Throwable failure) {
        String message = answered(failure);
        return message.startsWith("READONLY ") || message.contains("-READONLY ");
    }

    /** What Redis itself answered; empty when it did not. */
    static String answered(Throwable failure) {
        Throwable own = failure instanceof RedisUnavailableException ? failure.getCause() : failure;
        return own instanceof Response || own instanceof RedisRefusedException ? String.valueOf(own.getMessage()) : "";
    }

    static RuntimeException of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof RedisUnavailableException away) {
            return away;
        }
        // Only Redis' own answers are "no"; everything else is about the connection.
        boolean answered = failure instanceof Response;
        boolean away = AWAY.stream().anyMatch(code -> message.equals(code) || message.startsWith(code + " "))
                || AWAY_IN_SCRIPT.stream().anyMatch(message::contains);
        return answered && !away
                ? new RedisRefusedException(message)
                : new RedisUnavailableException("Redis is unavailable: " + message, failure);
    }
}
