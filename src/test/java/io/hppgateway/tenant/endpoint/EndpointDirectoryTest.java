package io.hppgateway.tenant.endpoint;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.http.JsonFields;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EndpointDirectoryTest {
    private static final SecretBox BOX = SecretBox.of(SecretBox.newKeyset());
    /** Less than the 30 s after which a pod that was told nothing looks again by itself. */
    private static final Duration TOLD = Duration.ofSeconds(20);

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Namespace names = new Namespace("hpp");
    private LocalRedis redis;
    private RedisLink link;
    private Pod a;
    private Pod b;

    /** What one process knows. */
    private record Pod(EndpointDirectory directory, Tenants tenants) {
        List<String> ids() {
            return tenants.find("acme").orElseThrow().endpoints().stream()
                    .map(Endpoint::id)
                    .toList();
        }
    }

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        link = RedisLink.of(vertx, TestRedis.settings(redis));
        a = pod();
        b = pod();
    }

    @AfterEach
    void stop() {
        await(Future.join(a.directory.close(), b.directory.close(), link.close()));
        await(vertx.close());
        redis.close();
    }

    private Pod pod() {
        return pod(BOX);
    }

    private Pod pod(SecretBox box) {
        var tenants = new Tenants(Clock.systemUTC());
        tenants.replace(List.of(new Tenant(
                "acme", "Acme", Tenant.Status.ACTIVE, List.of(), List.of(), List.of(), List.of(), Optional.empty())));
        var directory = new EndpointDirectory(vertx, new EndpointStore(link, names, box), tenants);
        await(directory.start(TestRedis.settings(redis)));
        return new Pod(directory, tenants);
    }

    private static StoredEndpoint endpoint(String id) {
        var settings = new JsonObject().put("url", "https://acme.example/" + id).put("description", "first");
        var faults = new ArrayList<String>();
        var keys = List.of(Endpoint.Key.lasting(WebhookKeys.newSecret()));
        var read = EndpointFields.read(new JsonFields(settings, "", faults), id, keys, "https");
        assertThat(faults).isEmpty();
        return new StoredEndpoint("acme", StoredEndpoint.NEW, Secret.of(settings.encode()), read, T0, T0);
    }

    @Test
    void whatOnePodStoresTheOthersKnow() {
        await(a.directory.put(endpoint("we_1")));
        assertThat(a.ids()).containsExactly("we_1");
        await().atMost(TOLD).until(() -> b.ids().equals(List.of("we_1")));
    }

    @Test
    void whatOnePodDeletesTheOthersForget() {
        await(a.directory.put(endpoint("we_1")));
        await().until(() -> !b.ids().isEmpty());
        await(b.directory.delete(b.directory.find("acme", "we_1").orElseThrow()));
        await().atMost(TOLD).until(() -> a.ids().isEmpty());
    }

    @Test
    void aPodThatStartsLaterKnowsAll() {
        await(a.directory.put(endpoint("we_1")));
        await(a.directory.put(endpoint("we_2")));
        var late = pod();
        assertThat(late.ids()).containsExactly("we_1", "we_2");
        assertThat(late.tenants.isWhole()).isTrue();
        await(late.directory.close());
    }

    @Test
    void aChangeMissedWhileTheSubscriptionWasDownIsCaughtUp() {
        // Nobody is subscribed again before 20 ms have passed.
        run("CLIENT", "KILL", "TYPE", "pubsub");
        await(a.directory.put(endpoint("we_1")));
        await().atMost(TOLD).until(() -> b.ids().equals(List.of("we_1")));
    }

    @Test
    void ofTwoChangesToOneVersionTheSecondIsRefused() {
        await(a.directory.put(endpoint("we_1")));
        var known = a.directory.find("acme", "we_1").orElseThrow();
        assertThat(await(a.directory.put(known))).isEqualTo(EndpointStore.Put.DONE);
        assertThat(await(a.directory.put(known))).isEqualTo(EndpointStore.Put.CONFLICT);
        assertThat(await(a.directory.delete(known))).isFalse();
    }

    @Test
    void aTenantHasAtMostFiftyEndpoints() {
        IntStream.range(0, EndpointStore.MOST).forEach(i -> await(a.directory.put(endpoint("we_" + i))));
        assertThat(await(a.directory.put(endpoint("we_x")))).isEqualTo(EndpointStore.Put.TOO_MANY);
        assertThat(a.ids()).hasSize(EndpointStore.MOST);
    }

    @Test
    void nothingOfAnEndpointCanBeReadInRedis() {
        var stored = endpoint("we_1");
        await(a.directory.put(stored));
        String raw = run("HGET", names.of("acme") + "webhooks", "acme/we_1").toString();
        assertThat(raw)
                .doesNotContain(
                        "acme.example",
                        "first",
                        stored.endpoint().keys().get(0).secret().reveal());
    }

    @Test
    void anEndpointThatCannotBeOpenedDoesNotHideTheOthers() {
        String key = names.of("acme") + "webhooks";
        await(a.directory.put(endpoint("we_1")));
        run("HSET", key, "acme/we_0", "1:garbage", "acme/we_2", "nonsense", "@", "1");
        await(a.directory.refresh("acme"));
        assertThat(a.ids()).containsExactly("we_1");
    }

    @Test
    void ofAnEndpointThatCannotBeOpenedTheLastReadableVersionStays() {
        await(a.directory.put(endpoint("we_1")));
        run("HSET", names.of("acme") + "webhooks", "acme/we_1", "1:garbage", "@", "1");
        await(a.directory.refresh("acme"));
        assertThat(a.ids()).containsExactly("we_1");
    }

    @Test
    void anEndpointIsKnownAsSoonAsItCanBeOpened() {
        var foreign = SecretBox.of(SecretBox.newKeyset());
        var elsewhere =
                new EndpointDirectory(vertx, new EndpointStore(link, names, foreign), new Tenants(Clock.systemUTC()));
        await(elsewhere.put(endpoint("we_1")));
        var box = SecretBox.of(SecretBox.newKeyset());
        var late = pod(box);
        assertThat(late.ids()).isEmpty();
        box.become(foreign);
        late.directory.openAgain();
        await().until(() -> late.ids().equals(List.of("we_1")));
        await(late.directory.close());
    }

    @Test
    void aRedisThatLostItsLastChangesIsBelieved() {
        await(a.directory.put(endpoint("we_1")));
        run("DEL", names.of("acme") + "webhooks");
        await(a.directory.refresh("acme"));
        assertThat(a.ids()).isEmpty();
    }

    private Response run(String command, String... args) {
        Request request = Request.cmd(Command.create(command));
        for (String arg : args) {
            request.arg(arg);
        }
        return await(link.send(request));
    }
}
