package io.hppgateway;

import io.hppgateway.journal.Event;
import io.hppgateway.journal.RecordKey;
import io.hppgateway.redis.Namespace;
import io.hppgateway.seal.SealedHash;
import io.hppgateway.seal.SealedKind;
import io.hppgateway.seal.SealedStock;
import io.hppgateway.session.create.ClaimStore;
import io.hppgateway.tenant.endpoint.EndpointStore;
import io.hppgateway.tenant.stored.RegistryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where sealed values stand, as those who write them say. Whoever seals something new adds it here, or its key cannot be replaced. */
final class SealedPlaces {
    private static final List<SealedKind> KINDS = List.of(
            SealedKind.of(
                    "session",
                    List.of(RecordKey.BODY, RecordKey.READ_BODY, RecordKey.STATUS_UPDATE),
                    (tenant, id, field) -> new RecordKey(tenant, id).context(field)),
            SealedKind.of("event", List.of("content"), (tenant, id, field) -> Event.contentContext(tenant, id)),
            SealedKind.of("idem", List.of("answer", "step"), (tenant, rest, field) -> ClaimStore.contextOf(rest)),
            // The context names the tenant, and the hash does not. It lives 50 hours.
            SealedKind.passing("pending", List.of(RecordKey.STATUS_UPDATE)));

    private SealedPlaces() {}

    static SealedStock of(Namespace names, Duration retention) {
        var hashes = new ArrayList<SealedHash>();
        hashes.add(new SealedHash("registry", names.admin() + "records", RegistryStore::context));
        for (int bucket = 0; bucket < Namespace.BUCKETS; bucket++) {
            hashes.add(new SealedHash("webhooks", names.bucket(bucket) + "webhooks", EndpointStore::context));
        }
        return new SealedStock(KINDS, hashes, "attempts", retention);
    }
}
