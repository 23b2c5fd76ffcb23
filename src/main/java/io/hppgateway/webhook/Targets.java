package io.hppgateway.webhook;

import io.hppgateway.journal.Grant;
import java.util.Optional;

/** Knows the endpoints. */
@FunctionalInterface
public interface Targets {
    /** Where this delivery goes; empty when its endpoint is not known now. Does not block. */
    Optional<Target> find(Grant grant);
}
