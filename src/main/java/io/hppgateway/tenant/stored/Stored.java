package io.hppgateway.tenant.stored;

/** What the admin API stored, as this process knows it. */
public sealed interface Stored permits StoredTenant, StoredPlatformKey, Stored.Unreadable {
    /** The version of something that is not stored yet. */
    long NEW = 0;

    /** Where it stands: {@code tenant/<id>} or {@code key/<id>}. */
    String field();

    /** Grows with each change of anything. */
    long version();

    /** What no key of this process opens, or nobody can read; it is there all the same. */
    record Unreadable(String field, long version) implements Stored {}
}
