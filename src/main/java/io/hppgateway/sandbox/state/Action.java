package io.hppgateway.sandbox.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a consumer does on the hosted page; {@code EXPIRE} is what time does. */
public enum Action {
    OPEN(HostedStatus.IN_PROGRESS),
    PAY(HostedStatus.COMPLETED),
    DECLINE(HostedStatus.FAILED),
    BACK(HostedStatus.BACK),
    CANCEL(HostedStatus.CANCELLED),
    ERROR(HostedStatus.ERROR),
    EXPIRE(null);

    private final @Nullable HostedStatus leadsTo;

    Action(@Nullable HostedStatus leadsTo) {
        this.leadsTo = leadsTo;
    }

    /** The status after it; empty for {@code EXPIRE}, which leaves the status as it is. */
    Optional<HostedStatus> leadsTo() {
        return Optional.ofNullable(leadsTo);
    }

    /** The action with this name in lower case. */
    public static Optional<Action> named(@Nullable String name) {
        return Arrays.stream(values())
                .filter(action -> action.wireName().equals(name))
                .findFirst();
    }

    /** Every name that {@link #named} knows. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Action::wireName).toList();
    }

    private String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
