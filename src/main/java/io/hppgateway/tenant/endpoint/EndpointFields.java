package io.hppgateway.tenant.endpoint;

import io.hppgateway.http.JsonFields;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What can be set of an endpoint, with the same names, bounds and defaults in a tenant's file and in the API. */
public final class EndpointFields {
    /** Of one attempt, unless the endpoint says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    /** In flight at once, unless the endpoint says otherwise. */
    public static final int DEFAULT_PERMITS = 16;

    private static final Pattern EVENTS = Pattern.compile("\\*|[a-z_]+\\.\\*|[a-z_]+(\\.[a-z_]+)+");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{1,1024}");
    // Headers that the relay or the HTTP client sets itself.
    private static final Set<String> RESERVED =
            Set.of("host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent");

    /** What every proxy and server on the way takes. */
    private static final int LONGEST_URL = 2000;

    private static final int LONGEST_DESCRIPTION = 500;
    private static final int MOST_HEADERS = 20;
    private static final int MOST_EVENTS = 50;
    private static final int MOST_ATTEMPTS = 30;

    /** Events are kept for 7 days by default; an attempt after that would find none. */
    private static final Duration LONGEST_SCHEDULE = Duration.ofDays(7);

    private static final URI NO_URL = URI.create("https://invalid.invalid");

    private EndpointFields() {}

    /**
     * Reads them; faults are added to those of {@code fields}. The caller ends the reading.
     *
     * @param schemes that the URL may have
     */
    public static Endpoint read(JsonFields fields, String id, List<Endpoint.Key> keys, String... schemes) {
        return new Endpoint(
                id,
                url(fields, schemes),
                description(fields),
                keys,
                events(fields),
                headers(fields),
                fields.duration("timeout", Duration.ofSeconds(1), Duration.ofSeconds(30), DEFAULT_TIMEOUT),
                fields.number("permits", 1, 256, DEFAULT_PERMITS),
                fields.number("rate_limit", 1, 1000, 0),
                schedule(fields));
    }

    private static URI url(JsonFields fields, String... schemes) {
        Optional<URI> url = fields.url("url", schemes);
        if (fields.isMissing("url")) {
            fields.fault("url", "is missing; it must be an absolute URL");
        }
        if (url.filter(known -> known.toString().length() > LONGEST_URL).isPresent()) {
            fields.fault("url", "must have at most " + LONGEST_URL + " characters");
        }
        return url.orElse(NO_URL);
    }

    private static String description(JsonFields fields) {
        String description = fields.optional("description").orElse("");
        if (description.length() > LONGEST_DESCRIPTION) {
            fields.fault("description", "must have at most " + LONGEST_DESCRIPTION + " characters");
        }
        return description;
    }

    private static List<String> events(JsonFields fields) {
        var events = fields.texts("events");
        if (events.size() > MOST_EVENTS || !events.stream().allMatch(EVENTS.asMatchPredicate())) {
            fields.fault("events", "must hold types such as session.completed, session.* or *, at most " + MOST_EVENTS);
        }
        return events.isEmpty() ? List.of("*") : events;
    }

    private static Map<String, Secret> headers(JsonFields fields) {
        var headers = new HashMap<String, Secret>();
        var seen = new HashSet<String>();
        var readers = fields.objects("headers");
        if (readers.size() > MOST_HEADERS) {
            fields.fault("headers", "must hold at most " + MOST_HEADERS);
        }
        for (var header : readers) {
            String name = header.text("name", HEADER, "1 to 64 of A-Z, a-z, 0-9 and -");
            String lower = name.toLowerCase(Locale.ROOT);
            if (RESERVED.contains(lower) || lower.startsWith("webhook-")) {
                header.fault("name", "is set by the gateway itself");
            }
            if (!name.isEmpty() && !seen.add(lower)) {
                header.fault("name", "stands twice");
            }
            headers.put(name, Secret.of(header.text("value", HEADER_VALUE, "1 to 1,024 printable ASCII characters")));
            header.end();
        }
        return headers;
    }

    private static Optional<List<Duration>> schedule(JsonFields fields) {
        var delays = fields.durationList("schedule", Duration.ofDays(2));
        var whole = delays.stream().reduce(Duration.ZERO, Duration::plus);
        if (delays.size() > MOST_ATTEMPTS || whole.compareTo(LONGEST_SCHEDULE) > 0) {
            fields.fault("schedule", "must hold at most " + MOST_ATTEMPTS + " durations that add up to at most 7d");
        }
        if (!delays.isEmpty() && !delays.get(0).isZero()) {
            fields.fault("schedule", "must start with 0s: the first attempt is made at once");
        }
        return delays.isEmpty() ? Optional.empty() : Optional.of(delays);
    }
}
