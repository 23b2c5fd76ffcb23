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

    /** There is no shell in it to find bin/reseal, so the README names what is there. */
    @Test
    void theReadmeStartsTheResealWithTheJavaAndTheJarsOfTheImage() throws ClassNotFoundException {
        String image = ProgramFacts.text(IMAGE.resolve("Containerfile"));
        var command = Pattern.compile("exec deploy/hpp-gateway -c (\\S+) -- (\\S+) [^`]*-cp '(\\S+)/\\*' (\\S+)")
                .matcher(ProgramFacts.text(Path.of("README.md")).replace("\\\n", ""));

        assertThat(command.find()).isTrue();
        assertThat(command.group(1)).isEqualTo("gateway");
        assertThat(image).contains("ENTRYPOINT [\"" + command.group(2) + "\"");
        assertThat(image).contains("lib " + command.group(3) + "\n");
        assertThat(Class.forName(command.group(4))).hasDeclaredMethods("main");
    }
}
