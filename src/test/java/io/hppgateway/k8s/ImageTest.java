package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the image fixes, as a build on any machine makes the same one of it. */
final class ImageTest {
    private static final Path IMAGE = Path.of("k8s", "image");

    @Test
    void theCacheIsMadeForTheShortPointersOfAPodWhateverMemoryTheBuilderHas() {
        assertThat(ProgramFacts.text(IMAGE.resolve("java.options")).lines()).contains("-XX:+UseCompressedOops");
    }
}
