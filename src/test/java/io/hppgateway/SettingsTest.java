package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
    /** What has no default. */
    static final Map<String, String> REQUIRED = Map.of(
            "HPP_PUBLIC_URL",
            "https://hpp.example.com",
            "HPP_REDIS_URL",
            "redis://127.0.0.1",
            "HPP_CALLBACK_KEYS",
            KitTenants.CALLBACK_KEY,
            "HPP_ENCRYPTION_KEYSET",
            KitTenants.KEYSET);

    /** Any text may be one of these. */
    private static final Set<String> FREE = Set.of("http.host", "management.host", "tenants.directory");

    @TempDir
    private Path directory;

    private Settings read(String yaml, Map<String, String> changes) {
        var environment = new HashMap<>(REQUIRED);
        environment.putAll(changes);
        return Settings.read(new SettingsSource(file("gateway.yaml", yaml), environment));
    }

    private String refusal(String yaml, Map<String, String> changes) {
        return catchThrowable(() -> read(yaml, changes)).getMessage();
    }

    private Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        var settings = read("http: {port: 1, host: 10.1.1.1}", Map.of("HPP_HTTP_PORT", "2"));

        assertThat(settings.http().port()).isEqualTo(2);
        assertThat(settings.http().host()).isEqualTo("10.1.1.1");
    }

    @Test
    void aBlankVariableCountsAsNone() {
        assertThat(read("http: {port: 1}", Map.of("HPP_HTTP_PORT", " ")).http().port())
                .isEqualTo(1);
    }

    @Test
    void anyVariableMayNameAFileInstead() {
        var file = file("port", "4711\n").toString();

        assertThat(read("", Map.of("HPP_HTTP_PORT_FILE", file)).http().port()).isEqualTo(4711);
    }

    @Test
    void aVariableAndItsFileExcludeEachOther() {
        assertThat(refusal("", Map.of("HPP_REDIS_URL_FILE", "/run/secrets/redis")))
                .contains("HPP_REDIS_URL and HPP_REDIS_URL_FILE exclude each other; set one");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(refusal("", Map.of("HPP_HTTP_PORT_FILE", "/nowhere/port")))
                .contains("HPP_HTTP_PORT_FILE names a file that cannot be read: /nowhere/port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "logfmt", ""})
    void aFormatOfTheLogThatWouldSilenceItIsRefused(String format) {
        assertThat(refusal("", Map.of("HPP_LOG_FORMAT", format))).contains("HPP_LOG_FORMAT must be json or text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "text"})
    void bothFormatsOfTheLogAreTaken(String format) {
        assertThat(read("", Map.of("HPP_LOG_FORMAT", format))).isNotNull();
    }

    @Test
    void relativePathsStartAtTheFile() {
        assertThat(read("tenants: {directory: customers}", Map.of()).tenants())
                .isEqualTo(directory.resolve("customers"));
    }

    @Test
    void durationsHaveUnits() {
        assertThat(read("session: {retention: 30d}", Map.of()).session().retention())
                .isEqualTo(Duration.ofDays(30));
    }

    @Test
    void aStopWaitsForDeliveriesAsLongAsForRequests() {
        var settings = read("shutdown: {drain: 3s}", Map.of());

        assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.webhook().drain()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void webhooksMayBeKeptFromMoreNetworks() throws IOException {
        var guard = read("webhook: {allow-networks: 10.0.0.0/8, refuse-networks: \"10.96.0.0/12, 1.1.1.1\"}", Map.of())
                .webhook()
                .guard();

        assertThat(guard.refusal(InetAddress.getByName("10.1.1.1"))).isEmpty();
        assertThat(guard.refusal(InetAddress.getByName("10.96.0.1"))).isPresent();
        assertThat(guard.refusal(InetAddress.getByName("1.1.1.1"))).isPresent();
    }

    @Test
    void whenAnEndpointIsPausedAndHowLongItMayAskForCanBeSet() {
        var settings = read("webhook: {pause-after: 2d, pause-failures: 7, longest-retry-after: 30m}", Map.of());

        assertThat(settings.journal().pauseAfter()).isEqualTo(Duration.ofDays(2));
        assertThat(settings.journal().pauseFailures()).isEqualTo(7);
        assertThat(settings.webhook().longestRetryAfter()).isEqualTo(Duration.ofMinutes(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause-after: 0s", "pause-failures: 0", "longest-retry-after: 8d"})
    void thePauseAndTheWaitHaveBounds(String yaml) {
        String key = "webhook." + yaml.substring(0, yaml.indexOf(':'));

        assertThat(refusal("webhook: {" + yaml + "}", Map.of())).contains("  " + key + " (");
    }

    static Stream<String> strictKeys() {
        return Settings.KEYS.stream().filter(key -> !FREE.contains(key));
    }

    @ParameterizedTest
    @MethodSource("strictKeys")
    void nonsenseIsRefusedWithKeyAndVariable(String key) {
        var variable = SettingsSource.variableOf(key);

        assertThat(refusal("", Map.of(variable, "?!")).lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("  " + key + " (" + variable + ") must be ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.trusted-certificates",
                "klarna.trusted-certificates",
                "webhook.trusted-certificates",
                "tracing.trusted-certificates"
            })
    void aFileWithoutAnAuthorityIsRefused(String key) {
        var file = file("ca.pem", "no certificate\n").toString();

        assertThat(refusal("", Map.of(SettingsSource.variableOf(key), file)))
                .contains(key + " (" + SettingsSource.variableOf(key) + ") must be a PEM file with certificates");
    }

    @Test
    void anAuthorityThatIsNoPemIsRefusedAndOneThatIsWithWordsAroundItIsNot() throws IOException {
        var made = SelfSignedCertificate.create("ca.test");
        String pem = Files.readString(Path.of(made.certificatePath()));
        made.delete();
        var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        var binary = Files.write(directory.resolve("ca.cer"), der).toString();
        var text = file("ca.pem", "# ours\n" + pem + "# that was it\n").toString();

        assertThat(refusal("", Map.of("HPP_REDIS_TRUSTED_CERTIFICATES", binary)))
                .contains("redis.trusted-certificates (HPP_REDIS_TRUSTED_CERTIFICATES) must be a PEM file");
        assertThat(read("", Map.of("HPP_REDIS_TRUSTED_CERTIFICATES", text))
                        .redis()
                        .trustedCertificates())
                .contains(Path.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public.url", "redis.url", "callback.keys", "encryption.keyset"})
    void whatHasNoDefaultIsMissedWithWhatIsAllowed(String key) {
        var variable = SettingsSource.variableOf(key);

        assertThat(refusal("", Map.of(variable, "")).lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("  " + key + " (" + variable + ") is missing; it must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankPublicUrlInTheFileIsMissing(String blank) {
        assertThat(refusal("public: {url: \"" + blank + "\"}", Map.of("HPP_PUBLIC_URL", "")))
                .contains("public.url (HPP_PUBLIC_URL) is missing");
    }

    @Test
    void aCertificateWithABlankKeyIsNotLeftOut() {
        file("tls.crt", "any");

        assertThat(refusal("http: {tls-certificate: tls.crt, tls-key: \"\"}", Map.of()))
                .contains("http.tls-key (HPP_HTTP_TLS_KEY) is missing; a certificate needs its key");
    }

    @Test
    void aSecretWithAFaultIsNotRepeated() {
        assertThat(refusal(
                        "",
                        Map.of(
                                "HPP_CALLBACK_KEYS", "unspeakable1",
                                "HPP_ENCRYPTION_KEYSET", "unspeakable2",
                                "HPP_REDIS_URL", "unspeakable3")))
                .doesNotContain("unspeakable");
    }

    @Test
    void theTwoPortsMustDiffer() {
        assertThat(refusal("", Map.of("HPP_HTTP_PORT", "9090")))
                .contains("management.port (HPP_MANAGEMENT_PORT) must differ from http.port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://hpp.example.com/", "https://hpp.example.com/base", "https://hpp.example.com?x=1"})
    void thePublicUrlHasNoPath(String url) {
        assertThat(refusal("", Map.of("HPP_PUBLIC_URL", url)))
                .contains("public.url (HPP_PUBLIC_URL) must have no path, not even a slash at the end");
    }

    @Test
    void unknownKeysAreNamedWithTheKnownOnes() {
        assertThat(refusal("redis: {prefx: a}\ncolour: blue", Map.of()).lines().skip(1))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("  redis.prefx is not known here; known: "),
                        second -> assertThat(second).startsWith("  colour is not known here; known: "));
    }

    @Test
    void aSectionThatIsNoneIsRefused() {
        assertThat(refusal("http: 8080", Map.of())).contains("http must be an object");
    }

    @Test
    void brokenYamlIsRefusedWithItsLine() {
        assertThat(refusal("http:\n  port: [", Map.of())).contains("is not valid YAML, line ");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        assertThat(refusal("http: {port: 1}\nhttp: {port: 2}", Map.of())).contains("is not valid YAML, line 2");
    }

    @Test
    void theFileMustBeThere() {
        var source = new SettingsSource(directory.resolve("none.yaml"), REQUIRED);

        assertThatThrownBy(() -> Settings.read(source))
                .hasMessageContaining("none.yaml cannot be read; HPP_CONF names another file");
    }

    @Test
    void aListIsNoFileOfSettings() {
        assertThat(refusal("- a\n- b", Map.of())).contains("gateway.yaml must hold sections with keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "http:\nredis:\n"})
    void everythingMayComeFromTheEnvironment(String yaml) {
        assertThat(read(yaml, Map.of()).http().port()).isEqualTo(8080);
    }
}
