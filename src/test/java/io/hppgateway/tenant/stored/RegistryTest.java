package io.hppgateway.tenant.stored;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.file.TenantFile;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each process knows of what is stored, against a real Redis. */
final class RegistryTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final SecretBox BOX = SecretBox.of(SecretBox.newKeyset());
    private static final AuditEntry ENTRY =
            new AuditEntry("ops", "test", "", "", "r1", new JsonObject(), new JsonObject());

    private final Vertx vertx = Vertx.vertx();
    private final Namespace names = new Namespace("hpp");
    private final List<Registry> opened = new ArrayList<>();
    private LocalRedis redis;
    private RedisLink link;

    /** What one process knows. */
    private record Pod(Registry registry, Tenants tenants) {
        Set<String> ids() {
            return tenants.all().stream().map(Tenant::id).collect(Collectors.toSet());
        }
    }

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        link = RedisLink.of(vertx, TestRedis.settings(redis));
    }

    @AfterEach
    void stop() {
        opened.forEach(registry -> await(registry.close()));
        await(link.close());
        await(vertx.close());
        redis.close();
    }

    private Pod pod(SecretBox box, Duration reuse) {
        var tenants = new Tenants(Clock.systemUTC());
        var registry = new Registry(vertx, new RegistryStore(link, names, box, reuse), tenants);
        opened.add(registry);
        await(registry.start(TestRedis.settings(redis)));
        return new Pod(registry, tenants);
    }

    private Pod pod() {
        return pod(BOX, Duration.ofDays(7));
    }

    private static StoredTenant tenant(String id) {
        var accounts = new JsonArray();
        List.of("eu", "na", "oc")
                .forEach(account -> accounts.add(new JsonObject()
                        .put("id", account)
                        .put("provider", "klarna-" + account)
                        .put("username", "K_" + id)
                        .put("password", "a-password-of-" + id)));
        var document = new JsonObject().put("id", id).put("name", "The " + id).put("accounts", accounts);
        var tenant = TenantFile.read(document, new ArrayList<>()).orElseThrow();
        return new StoredTenant(Stored.NEW, Secret.of(document.encode()), tenant, Instant.EPOCH, Instant.EPOCH);
    }

    private void put(Pod pod, String id) {
        assertThat(await(pod.registry.put(tenant(id), ENTRY))).isEqualTo(RegistryStore.Put.DONE);
    }

    private static RegistryStore.Put delete(Pod pod, String id) {
        return await(pod.registry.delete(pod.registry.tenant(id).orElseThrow(), ENTRY));
    }

    private void redis(Command command, String... args) {
        var request = Request.cmd(command);
        List.of(args).forEach(request::arg);
        await(link.send(request));
    }

    @Test
    void fiveThousandTenantsOfThreeAccountsAreLoadedInPages() {
        var writer = new RegistryStore(link, names, BOX, Duration.ofDays(7));
        for (int batch = 0; batch < 20; batch++) {
            int from = batch * 250;
            await(Future.all(IntStream.range(from, from + 250)
                    .mapToObj(i -> writer.put(tenant("t-" + i), ENTRY))
                    .toList()));
        }
        long begun = System.nanoTime();
        var pod = pod();
        await().atMost(SOON).until(pod.registry::isLoaded);
        System.out.printf(
                "5,000 stored tenants with 3 accounts each were known after %d ms%n",
                (System.nanoTime() - begun) / 1_000_000);
        assertThat(pod.tenants.all()).hasSize(5000);

        long changed = System.nanoTime();
        put(pod, "one-more");
        System.out.printf("one more was stored and known here after %.1f ms%n", (System.nanoTime() - changed) / 1e6);
        assertThat(pod.tenants.find("one-more")).isPresent();
    }

    @Test
    void aDeletionThatNobodyToldIsFoundByTheCount() {
        var a = pod();
        put(a, "gone");
        put(a, "stays");
        var b = pod();
        assertThat(b.ids()).contains("gone");
        // As if the deletion was so long ago that its trace was taken away.
        redis(Command.HDEL, "hpp:{admin}:records", "tenant/gone");
        redis(Command.ZREM, "hpp:{admin}:changes", "tenant/gone");
        await().atMost(SOON).until(() -> b.ids().equals(Set.of("stays")));
    }

    @Test
    void aRedisThatLostEverythingIsBelieved() {
        var pod = pod();
        put(pod, "lost");
        redis(Command.FLUSHALL);
        await().atMost(SOON).until(() -> pod.ids().isEmpty());
        put(pod, "after");
        assertThat(pod.ids()).containsExactly("after");
    }

    @Test
    void oneThatCannotBeReadDoesNotTakeTheOthersWithIt() {
        var other = pod(SecretBox.of(SecretBox.newKeyset()), Duration.ofDays(7));
        put(other, "sealed-elsewhere");
        var pod = pod();
        put(pod, "readable");
        assertThat(pod.ids()).containsExactly("readable");
        assertThat(pod.registry.isLoaded()).isTrue();
    }

    @Test
    void aDeletedIdRestsAndIsFreeAgainAfterwards() {
        var resting = pod();
        put(resting, "once");
        assertThat(delete(resting, "once")).isEqualTo(RegistryStore.Put.DONE);
        assertThat(await(resting.registry.put(tenant("once"), ENTRY))).isEqualTo(RegistryStore.Put.TOO_SOON);
        var free = pod(BOX, Duration.ZERO);
        put(free, "once");
        await().atMost(SOON).until(() -> resting.ids().contains("once"));
        assertThat(delete(free, "once")).isEqualTo(RegistryStore.Put.DONE);
        await().atMost(SOON).until(() -> resting.ids().isEmpty());
    }

    @Test
    void anOldVersionChangesNothing() {
        var pod = pod();
        put(pod, "versioned");
        var old = pod.registry.tenant("versioned").orElseThrow();
        assertThat(await(pod.registry.put(old, ENTRY))).isEqualTo(RegistryStore.Put.DONE);
        assertThat(await(pod.registry.put(old, ENTRY))).isEqualTo(RegistryStore.Put.CONFLICT);
        assertThat(await(pod.registry.delete(old, ENTRY))).isEqualTo(RegistryStore.Put.CONFLICT);
        assertThat(await(pod.registry.put(tenant("versioned"), ENTRY))).isEqualTo(RegistryStore.Put.CONFLICT);
    }
}
