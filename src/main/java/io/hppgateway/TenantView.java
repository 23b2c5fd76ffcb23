package io.hppgateway;

import io.hppgateway.admin.deliveries.DeliveriesApi;
import io.hppgateway.admin.deliveries.Recipients;
import io.hppgateway.admin.deliveries.ReplaysApi;
import io.hppgateway.admin.deliveries.Resending;
import io.hppgateway.admin.deliveries.StatementApi;
import io.hppgateway.admin.events.EventsApi;
import io.hppgateway.admin.events.LiveSettings;
import io.hppgateway.admin.events.SessionsApi;
import io.hppgateway.admin.events.StreamApi;
import io.hppgateway.bound.Bounds;
import io.hppgateway.delivery.Feed;
import io.hppgateway.delivery.Replays;
import io.hppgateway.history.DeliveryLog;
import io.hppgateway.history.LiveNews;
import io.hppgateway.history.SessionLog;
import io.hppgateway.history.Statements;
import io.hppgateway.journal.EventLog;
import io.hppgateway.journal.Events;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/** What a tenant sees of its events, deliveries and sessions: its own part of the composition root. */
final class TenantView {
    final EventsApi events;
    final StreamApi streams;
    final DeliveriesApi deliveries;
    final ReplaysApi replays;
    final SessionsApi sessions;
    final StatementApi statement;
    private final LiveNews news;

    TenantView(Vertx vertx, Settings settings, RedisLink redis, SecretBox box, Clock clock, Bounds bounds) {
        var names = new Namespace(settings.redis().prefix());
        var live = LiveSettings.within(settings.http().idleTimeout());
        news = new LiveNews(vertx, settings.redis());

        var stored = new Events(redis, names, box);
        var log = new EventLog(redis, names, box);
        var feed = new Feed(redis, names);
        events = new EventsApi(log, stored);
        streams = new StreamApi(vertx, log, feed, news, live, bounds);

        var recipients =
                new Recipients(settings.webhook()::lease, settings.webhook().timeout());
        var resending = new Resending(recipients, new Replays(redis, names, feed), log);
        deliveries = new DeliveriesApi(new DeliveryLog(redis, names, box), resending);
        replays = new ReplaysApi(recipients, resending);

        sessions = new SessionsApi(vertx, new SessionLog(redis, names, box), news, live, bounds);
        statement =
                new StatementApi(new Statements(redis, names, settings.session().retention(), clock), clock);
    }

    void start() {
        news.start();
    }

    /** Lets those go who wait, so that a stop need not wait for them. */
    Future<Void> release() {
        return streams.close().eventually(sessions::close).eventually(news::close);
    }
}
