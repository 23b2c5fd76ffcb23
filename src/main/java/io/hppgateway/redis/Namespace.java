package io.hppgateway.redis;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Names of keys. Everything of one tenant starts with {@code <prefix>:{bNN}:}, NN being CRC32(tenant) mod 64 in decimal
 * with two digits. The braces make it one Redis Cluster slot, so that one script may touch all of it; 64 of them spread
 * the tenants over a cluster and are few enough to be visited one by one.
 */
public final class Namespace {
    /** Buckets the tenants are spread over; it is part of every key and never changes. */
    public static final int BUCKETS = 64;

    private final String prefix;

    /** Names under a prefix such as {@code hpp}. */
    public Namespace(String prefix) {
        this.prefix = prefix;
    }

    /** The start of a tenant's keys, such as {@code hpp:{b07}:}. */
    public String of(String tenant) {
        return bucket(bucketOf(tenant));
    }

    /** The start of a bucket's keys, 0 to 63. */
    public String bucket(int bucket) {
        return nobody(bucket) + ":";
    }

    /** A name in a bucket's Redis Cluster slot that no key has; with the prefix, as our user may have no rights elsewhere. */
    String nobody(int bucket) {
        return prefix + ":{b" + (bucket < 10 ? "0" : "") + bucket + "}";
    }

    /** Such a name in the slot of a key. */
    static String nobodyBeside(String key) {
        return key.substring(0, key.indexOf('}') + 1);
    }

    /** The start of the keys that belong to no tenant but to the operators, {@code hpp:{admin}:}: one slot too. */
    public String admin() {
        return prefix + ":{admin}:";
    }

    /** The name of a pub/sub channel, such as {@code hpp:channel:news}. */
    public String channel(String name) {
        return prefix + ":channel:" + name;
    }

    /** The bucket of a tenant, 0 to 63. */
    public static int bucketOf(String tenant) {
        var crc = new CRC32();
        crc.update(tenant.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % BUCKETS);
    }
}
