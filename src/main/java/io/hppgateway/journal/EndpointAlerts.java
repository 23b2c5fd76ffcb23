package io.hppgateway.journal;

import io.hppgateway.http.TraceParent;
import io.hppgateway.http.TraceSteps;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events about a tenant's endpoints. The scripts that see an endpoint fail note it in {@code alerts}, in the step in which it
 * fails; every pod that sweeps sees the note, and the first one to announce it takes it away. Such an event has its endpoint
 * in the place of a session: {@code endpoint:TENANT/ENDPOINT}, which is no session's id. Keys are described at {@link
 * Journal}; futures fail with the exceptions of {@link RedisLink}.
 */
public final class EndpointAlerts {
    private static final Script ANNOUNCE = Script.load("lua/common.lua", "lua/publish.lua", "lua/announce.lua");

    private final RedisLink redis;
    private final Namespace names;
    private final SecretBox box;
    private final Duration retention;
    private final TraceSteps steps;

    /** Announces what journals with the same namespace and keyset noted. */
    public EndpointAlerts(RedisLink redis, Namespace names, SecretBox box, Duration retention, TraceSteps steps) {
        this.redis = redis;
        this.names = names;
        this.box = box;
        this.retention = retention;
        this.steps = steps;
    }

    /**
     * Tells these endpoints, except those that are failing or were paused for it.
     *
     * @param endpoint the JSON of the endpoint it is about
     * @return {@code known} when somebody told it before, or the endpoint is gone
     */
    public Future<Acceptance> announce(EndpointAlert alert, Buffer endpoint, List<Subscription> subscriptions) {
        var step =
                new TraceSteps.Step("alert", Optional.empty(), alert.endpoint().tenant(), "");
        return steps.follow(
                step, place -> announce(alert, endpoint, subscriptions, place.orElseGet(TraceParent::start)));
    }

    private Future<Acceptance> announce(
            EndpointAlert alert, Buffer endpoint, List<Subscription> subscriptions, TraceParent trace) {
        String tenant = alert.endpoint().tenant();
        String id = EventIds.random();
        var content = new Content(endpoint, endpoint);
        var args = Args.of(alert.noted(), tenant, alert.endpoint().toString(), id)
                .add(alert.kind().type())
                .add(alert.kind().name())
                .add(box.seal(content.pack(), Event.contentContext(tenant, id)))
                .add(retention.toMillis())
                .add(trace.toString());
        subscriptions.forEach(subscription -> subscription.addTo(args));
        return redis.run(ANNOUNCE, List.of(names.of(tenant)), args)
                .map(answer -> acceptance(alert, content, trace, subscriptions, answer));
    }

    private static Acceptance acceptance(
            EndpointAlert alert,
            Content content,
            TraceParent trace,
            List<Subscription> subscriptions,
            @Nullable Response answer) {
        Response told = Objects.requireNonNull(answer);
        if (told.get(0).toInteger() == 1) {
            return new Acceptance(true, "", 0, false, List.of());
        }
        var event = new Event(
                told.get(1).toString(),
                alert.endpoint().tenant(),
                "",
                EndpointAlert.order(alert.endpoint()),
                alert.kind().type(),
                Long.parseLong(told.get(2).toString()),
                alert.kind().name(),
                "gateway",
                true,
                false,
                Long.parseLong(told.get(3).toString()),
                content);
        var granted = new ArrayList<Grant>();
        for (int i = 4; i < told.size(); i += 3) {
            var to = subscriptions.get(told.get(i).toInteger() - 1);
            granted.add(Grant.first(to, told.get(i + 1).toLong(), event, null, trace));
        }
        return new Acceptance(false, event.id(), event.sequence(), false, granted);
    }
}
