package io.hppgateway.tenant.stored;

import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.file.TenantFile;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;

/**
 * A tenant that the admin API made.
 *
 * @param document as it would stand in a file, as JSON; holds credentials
 */
public record StoredTenant(long version, Secret document, Tenant tenant, Instant createdAt, Instant updatedAt)
        implements Stored {
    private static final String KIND = "tenant/";
    private static final String DOCUMENT = "document";
    private static final String CREATED = "created_at";
    private static final String UPDATED = "updated_at";

    static boolean isOne(String field) {
        return field.startsWith(KIND);
    }

    static String field(String id) {
        return KIND + id;
    }

    @Override
    public String field() {
        return field(tenant.id());
    }

    /** The document; the caller's own copy. */
    public JsonObject json() {
        return new JsonObject(document.reveal());
    }

    /** The same with another document, changed now. */
    public StoredTenant with(JsonObject changed, Tenant read, Instant now) {
        return new StoredTenant(version, Secret.of(changed.encode()), read, createdAt, now);
    }

    /** What is sealed and stored. */
    JsonObject pack() {
        return new JsonObject()
                .put(DOCUMENT, json())
                .put(CREATED, createdAt.toEpochMilli())
                .put(UPDATED, updatedAt.toEpochMilli());
    }

    /**
     * Reads what {@link #pack} made.
     *
     * @throws RuntimeException when it is something else
     */
    static StoredTenant unpack(long version, JsonObject packed) {
        var document = packed.getJsonObject(DOCUMENT);
        var faults = new ArrayList<String>();
        var tenant = TenantFile.readStored(document, faults)
                .orElseThrow(() -> new IllegalArgumentException(String.join("; ", faults)));
        return new StoredTenant(
                version,
                Secret.of(document.encode()),
                tenant,
                Instant.ofEpochMilli(packed.getLong(CREATED)),
                Instant.ofEpochMilli(packed.getLong(UPDATED)));
    }
}
