package io.hppgateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NamespaceTest {
    private final Namespace names = new Namespace("hpp");

    @Test
    void aTenantStaysInItsBucketForEver() {
        // Keys in existing installations depend on these.
        assertThat(names.of("demo")).isEqualTo("hpp:{b32}:");
        assertThat(names.of("acme")).isEqualTo("hpp:{b62}:");
    }

    @Test
    void thereAreSixtyFourBuckets() {
        var used = IntStream.range(0, 5000)
                .mapToObj(i -> names.of("tenant-" + i))
                .distinct()
                .toList();
        assertThat(used).hasSize(Namespace.BUCKETS).contains(names.bucket(0), names.bucket(63));
    }
}
