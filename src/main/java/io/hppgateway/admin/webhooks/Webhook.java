package io.hppgateway.admin.webhooks;

import io.hppgateway.journal.EndpointRef;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.endpoint.StoredEndpoint;
import java.util.Optional;

/**
 * An endpoint of a tenant, wherever it comes from.
 *
 * @param stored empty when it stands in the tenant's file
 */
record Webhook(String tenant, Endpoint endpoint, Optional<StoredEndpoint> stored) {

    static Webhook of(StoredEndpoint stored) {
        return new Webhook(stored.tenant(), stored.endpoint(), Optional.of(stored));
    }

    static Webhook inFile(String tenant, Endpoint endpoint) {
        return new Webhook(tenant, endpoint, Optional.empty());
    }

    String id() {
        return endpoint.id();
    }

    EndpointRef ref() {
        return new EndpointRef(tenant, endpoint.id());
    }
}
