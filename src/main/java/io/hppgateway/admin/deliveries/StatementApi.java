package io.hppgateway.admin.deliveries;

import io.hppgateway.admin.events.Answers;
import io.hppgateway.admin.events.Query;
import io.hppgateway.history.Statement;
import io.hppgateway.history.Statements;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The books of a day, for a tenant to compare with its own. */
public final class StatementApi {
    /** A tenant has a few; a status_update origin counts as one, and a caller may bring as many as it likes. */
    private static final int MOST = 1000;

    private final Statements statements;
    private final Clock clock;

    public StatementApi(Statements statements, Clock clock) {
        this.statements = statements;
        this.clock = clock;
    }

    /**
     * {@code GET /v1/statement?day=YYYY-MM-DD}: today (UTC) without {@code day}. Counts events by the day on which they were
     * accepted, which is the day of {@code timestamp} in their webhooks.
     */
    public void read(RoutingContext ctx) {
        var query = Query.of(ctx);
        LocalDate day = day(query);
        query.end();
        statements
                .of(Answers.tenant(ctx), day)
                .onSuccess(statement -> Answers.json(ctx, json(statement)))
                .onFailure(ctx::fail);
    }

    private LocalDate day(Query query) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Optional<String> text = query.fields().optional("day");
        try {
            return text.map(LocalDate::parse).orElse(today);
        } catch (DateTimeParseException e) {
            query.fault("day", "must be a day such as 2026-11-24");
            return today;
        }
    }

    private static JsonObject json(Statement statement) {
        var endpoints = new JsonArray();
        statement.endpoints().stream().limit(MOST).forEach(line -> endpoints.add(json(line)));
        return new JsonObject()
                .put("day", statement.day().toString())
                .put("endpoints", endpoints)
                .put("cut", statement.endpoints().size() > MOST);
    }

    private static JsonObject json(Statement.Line line) {
        return new JsonObject()
                .put("endpoint", line.endpoint())
                .mergeIn(json(line.counts()))
                .put("first", line.first().map(StatementApi::json).orElse(null))
                .put("last", line.last().map(StatementApi::json).orElse(null))
                .put("replays", json(line.replays()));
    }

    private static JsonObject json(Statement.Counts counts) {
        return new JsonObject()
                .put("accepted", counts.accepted())
                .put("delivered", counts.delivered())
                .put("dead", counts.dead())
                .put("expired", counts.expired())
                .put("pending", counts.pending());
    }

    private static @Nullable JsonObject json(Statement.Mark mark) {
        return new JsonObject()
                .put("event", mark.event())
                .put("session", mark.session())
                .put("sequence", mark.sequence())
                .put("at", Instant.ofEpochMilli(mark.acceptedAt()).toString());
    }
}
