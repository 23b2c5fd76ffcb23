package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code conf/gateway.yaml} is the documentation of the settings, so it has to be right. */
final class ConfTest {
    private static final Path FILE = Path.of("conf", "gateway.yaml");
    private static final Pattern SECTION = Pattern.compile("([a-z]+):");
    /** Commented out where there is no default. */
    private static final Pattern KEY = Pattern.compile(" {2}(?:# )?([a-z0-9-]+):(?: .*)?");

    private static final Pattern VARIABLE = Pattern.compile("HPP_[A-Z0-9_]+");

    @Test
    void theFileHoldsEveryKeyAndNoOther() throws IOException {
        assertThat(comments().keySet()).containsExactlyElementsOf(Settings.KEYS);
    }

    @Test
    void theCommentOfEachKeyNamesItsVariable() throws IOException {
        assertThat(comments())
                .allSatisfy((key, comment) -> assertThat(
                                VARIABLE.matcher(comment).results().map(found -> found.group()))
                        .containsExactly(SettingsSource.variableOf(key)));
    }

    @Test
    void theDefaultsInTheFileAreThoseInTheCode() throws IOException {
        var empty = Files.createTempFile(FILE.toAbsolutePath().getParent().resolveSibling("target"), "empty", ".yaml");
        try {
            var byCode = read(empty, Map.of("HPP_TENANTS_DIRECTORY", "/tenants"));
            var byFile = read(FILE, Map.of("HPP_TENANTS_DIRECTORY", "/tenants"));

            assertThat(byFile).usingRecursiveComparison().isEqualTo(byCode);
        } finally {
            Files.delete(empty);
        }
    }

    @Test
    void theTenantsLieBesideTheFile() {
        assertThat(read(FILE, Map.of()).tenants())
                .isEqualTo(Path.of("conf", "tenants").toAbsolutePath());
    }

    private static Settings read(Path file, Map<String, String> more) {
        var environment = new LinkedHashMap<>(SettingsTest.REQUIRED);
        environment.putAll(more);
        return Settings.read(new SettingsSource(file, environment));
    }

    /** The comment lines above each key. */
    private static Map<String, String> comments() throws IOException {
        var comments = new LinkedHashMap<String, String>();
        String section = "";
        var above = new StringBuilder();
        for (String line : Files.readAllLines(FILE)) {
            var opens = SECTION.matcher(line);
            var key = KEY.matcher(line);
            if (opens.matches()) {
                section = opens.group(1);
                above.setLength(0);
            } else if (key.matches()) {
                comments.put(section + "." + key.group(1), above.toString());
                above.setLength(0);
            } else {
                above.append(line).append('\n');
            }
        }
        return comments;
    }
}
