package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Our signatures under the library that a shop in JavaScript uses. It is fetched once with npm; without node, or without a
 * registry that has it, the test is skipped, and the Java library still judges every other webhook of the tests.
 */
final class NodeSignatureTest {
    private static final Path HOME = Path.of("target", "npm");
    private static final String LIBRARY = "standardwebhooks@1.0.0";
    private static final String VERIFY = """
            const { Webhook } = require('standardwebhooks');
            const { secret, body, headers } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
            try {
              process.stdout.write('taken ' + new Webhook(secret).verify(body, headers).type);
            } catch (e) {
              process.stdout.write('refused ' + e.message);
            }
            """;

    private static String run(Duration patience, String in, String... command)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve("output").toFile())
                .start();
        try (var out = process.getOutputStream()) {
            out.write(in.getBytes(StandardCharsets.UTF_8));
        }
        boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String said = Files.readString(HOME.resolve("output"));
        if (!ended || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    private static void needsTheLibrary() throws InterruptedException {
        try {
            Files.createDirectories(HOME);
            if (!Files.exists(HOME.resolve("node_modules/standardwebhooks"))) {
                run(Duration.ofSeconds(90), "", "npm", "install", "--no-audit", "--no-fund", "--prefix", ".", LIBRARY);
            }
            run(Duration.ofSeconds(30), "", "node", "-e", "require('standardwebhooks')");
        } catch (IOException e) {
            Assumptions.abort("node, npm or " + LIBRARY + " cannot be had here: " + e.getMessage());
        }
    }

    private static String judged(JsonObject webhook) throws IOException, InterruptedException {
        return run(Duration.ofSeconds(60), webhook.encode(), "node", "-e", VERIFY);
    }

    @Test
    void theLibraryForNodeTakesWhatWeSignAndNothingElse() throws Exception {
        needsTheLibrary();
        try (var world = new WebhookWorld()) {
            String secret = world.made(world.shop.at("/node")).getString("secret");
            world.news();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !world.shop.events("/node").isEmpty());
            var hook = world.shop.events("/node").get(0);
            var headers = new JsonObject()
                    .put("webhook-id", hook.header("webhook-id"))
                    .put("webhook-timestamp", hook.header("webhook-timestamp"))
                    .put("webhook-signature", hook.header("webhook-signature"));
            var webhook = new JsonObject()
                    .put("secret", secret)
                    .put("body", hook.body())
                    .put("headers", headers);

            assertThat(judged(webhook)).isEqualTo("taken session.in_progress");
            assertThat(judged(webhook.copy().put("body", hook.body() + " "))).startsWith("refused ");
            assertThat(judged(webhook.copy().put("secret", KitTenants.ACME_HOOKS)))
                    .startsWith("refused ");
        }
    }
}
