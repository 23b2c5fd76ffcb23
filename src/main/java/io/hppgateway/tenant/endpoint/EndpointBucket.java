package io.hppgateway.tenant.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket's endpoints at one moment.
 *
 * @param version of the last change of any of them; empty before the first
 * @param endpoints by {@code <tenant>/<endpoint>}
 */
record EndpointBucket(String version, Map<String, StoredEndpoint> endpoints) {
    static final EndpointBucket EMPTY = new EndpointBucket("", Map.of());

    EndpointBucket {
        endpoints = Map.copyOf(endpoints);
    }

    Optional<StoredEndpoint> find(String field) {
        return Optional.ofNullable(endpoints.get(field));
    }

    List<StoredEndpoint> all() {
        return List.copyOf(endpoints.values());
    }
}
