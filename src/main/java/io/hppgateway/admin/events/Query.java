package io.hppgateway.admin.events;

import io.hppgateway.http.JsonFields;
import io.hppgateway.http.Problem;
import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.HppSession;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parameters of a request, read strictly: {@link #end()} names every fault at once, an unknown name among them. */
public final class Query {
    private static final int DEFAULT_LIMIT = 50;
    // Klarna's own words behind "session."; the star is ours.
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9_.-]{1,80}\\*?|\\*");

    private static final int MOST_TYPES = 20;

    private final List<String> faults;
    private final JsonFields fields;

    private Query(JsonFields fields, List<String> faults) {
        this.fields = fields;
        this.faults = faults;
    }

    public static Query of(RoutingContext ctx) {
        var faults = new ArrayList<String>();
        return new Query(JsonFields.ofQuery(ctx.queryParams(), faults), faults);
    }

    /** A JSON body is judged by the same rules. */
    public static Query of(JsonObject body) {
        var faults = new ArrayList<String>();
        return new Query(new JsonFields(body, "", faults), faults);
    }

    public JsonFields fields() {
        return fields;
    }

    public void fault(String name, String sentence) {
        fields.fault(name, sentence);
    }

    public int limit(int most) {
        return fields.number("limit", 1, most, Math.min(DEFAULT_LIMIT, most));
    }

    /** A text that matches; empty when it is missing or has a fault. */
    public Optional<String> text(String name, Pattern pattern, String allowed) {
        Optional<String> text = fields.optional(name);
        boolean good = text.filter(value -> pattern.matcher(value).matches()).isPresent();
        if (text.isPresent() && !good) {
            fault(name, "must be " + allowed);
        }
        return text.filter(value -> good);
    }

    public Optional<String> session() {
        Optional<String> session = fields.optional("session");
        if (session.filter(id -> !HppSession.isId(id)).isPresent()) {
            fault("session", "must be the id of an HPP session");
        }
        return session.filter(HppSession::isId);
    }

    /** Whether a text is a type of events, or the start of some with a star. */
    public static boolean isType(String text) {
        return TYPE.matcher(text).matches();
    }

    public List<String> types(String name) {
        List<String> types =
                fields.optional(name).map(all -> List.of(all.split(",", -1))).orElse(List.of());
        if (types.size() > MOST_TYPES || !types.stream().allMatch(Query::isType)) {
            fault(name, "must be types such as session.completed or session.*, separated by commas, 20 at most");
        }
        return types;
    }

    /** Ends the reading; throws 400 with every fault. */
    public void end() {
        fields.end();
        if (!faults.isEmpty()) {
            throw problem();
        }
    }

    private ProblemException problem() {
        return Problem.badValue(faults.toArray(String[]::new)).toException();
    }
}
