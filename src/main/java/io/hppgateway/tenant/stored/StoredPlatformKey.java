package io.hppgateway.tenant.stored;

import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.PlatformKey;
import io.hppgateway.tenant.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;

/** A platform's key. */
public record StoredPlatformKey(long version, PlatformKey platformKey, Instant createdAt, Instant updatedAt)
        implements Stored {
    private static final String KIND = "key/";
    private static final String NAME = "name";
    private static final String SHA256 = "sha256";
    private static final String SCOPES = "scopes";
    private static final String TENANTS = "tenants";
    private static final String EXPIRES = "expires_at";
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
        return field(id());
    }

    /** The id of the key. */
    public String id() {
        return platformKey.key().id();
    }

    /** What is sealed and stored. */
    JsonObject pack() {
        var key = platformKey.key();
        var packed = new JsonObject()
                .put(NAME, key.name())
                .put(SHA256, key.sha256())
                .put(
                        SCOPES,
                        new JsonArray(key.scopes().stream().map(Scope::wireName).toList()))
                .put(TENANTS, new JsonArray(java.util.List.copyOf(platformKey.tenants())))
                .put(CREATED, createdAt.toEpochMilli())
                .put(UPDATED, updatedAt.toEpochMilli());
        key.expiresAt().ifPresent(end -> packed.put(EXPIRES, end.toEpochMilli()));
        return packed;
    }

    /**
     * Reads what {@link #pack} made.
     *
     * @throws RuntimeException when it is something else
     */
    static StoredPlatformKey unpack(String field, long version, JsonObject packed) {
        var scopes = EnumSet.noneOf(Scope.class);
        packed.getJsonArray(SCOPES).forEach(name -> Scope.named(name.toString()).ifPresent(scopes::add));
        var tenants = new HashSet<String>();
        packed.getJsonArray(TENANTS).forEach(id -> tenants.add(id.toString()));
        var created = Instant.ofEpochMilli(packed.getLong(CREATED));
        var key = new ApiKey(
                field.substring(KIND.length()),
                packed.getString(NAME),
                packed.getString(SHA256),
                scopes,
                Optional.ofNullable(packed.getLong(EXPIRES)).map(Instant::ofEpochMilli),
                Optional.of(created));
        return new StoredPlatformKey(
                version, new PlatformKey(key, tenants), created, Instant.ofEpochMilli(packed.getLong(UPDATED)));
    }
}
