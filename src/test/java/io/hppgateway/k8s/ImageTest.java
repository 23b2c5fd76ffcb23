package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the image fixes, as a build on any machine makes the same one of it. */
final class ImageTest {
    private static final Path IMAGE = Path.of("k8s", "image");

    @Test
    void theCacheIsMadeForTheShortPointersOfAPodWhateverMemoryTheBuilderHas() {
        assertThat(ProgramFacts.text(IMAGE.resolve("java.options")).lines()).contains("-XX:+UseCompressedOops");
    }

    @Test
    void theCLibraryKeepsAsFewPoolsOfMemoryAsUnderTheStartScript() {
        var pools = Pattern.compile("MALLOC_ARENA_MAX:-(\\d+)")
                .matcher(ProgramFacts.text(Path.of("src", "main", "bin", "hpp-gateway")));
        assertThat(pools.find()).isTrue();

        String image = ProgramFacts.text(IMAGE.resolve("Containerfile"));

        assertThat(image.substring(image.indexOf("FROM ${BASE_IMAGE}")).lines())
                .contains("ENV MALLOC_ARENA_MAX=" + pools.group(1));
    }
}
