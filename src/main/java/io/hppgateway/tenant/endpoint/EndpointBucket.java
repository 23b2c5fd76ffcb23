package io.hppgateway.tenant.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A bucket's endpoints at one moment.
 *
 * @param version of the last change of any of them; empty before the first
 * @param endpoints by {@code <tenant>/<endpoint>}; of one that cannot be read, the last version that could
 * @param unreadable the fields of those that cannot be read
 */
record EndpointBucket(String version, Map<String, StoredEndpoint> endpoints, Set<String> unreadable) {
    static final EndpointBucket EMPTY = new EndpointBucket("", Map.of(), Set.of());

    EndpointBucket {
        endpoints = Map.copyOf(endpoints);
        unreadable = Set.copyOf(unreadable);
    }

    /** Whether there is nothing to learn of a bucket that has this version. */
    boolean isAllOf(String other) {
        return version.equals(other) && unreadable.isEmpty();
    }

    Optional<StoredEndpoint> find(String field) {
        return Optional.ofNullable(endpoints.get(field));
    }

    List<StoredEndpoint> all() {
        return List.copyOf(endpoints.values());
    }
}
