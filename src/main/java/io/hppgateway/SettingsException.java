package io.hppgateway;

import java.util.List;

/** The settings have faults; the message lists every one, with what is allowed. */
final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> faults) {
        super("The settings cannot be used:\n  " + String.join("\n  ", faults), null, false, false);
    }
}
