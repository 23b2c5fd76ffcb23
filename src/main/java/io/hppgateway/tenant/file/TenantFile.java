package io.hppgateway.tenant.file;

import io.hppgateway.http.JsonFields;
import io.hppgateway.http.Letters;
import io.hppgateway.klarna.Provider;
import io.hppgateway.klarna.Upstream;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Scope;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.TenantLimits;
import io.hppgateway.tenant.endpoint.EndpointFields;
import io.hppgateway.tenant.endpoint.WebhookKeys;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One tenant as it stands in a file of {@code conf/tenants}, and as the admin API keeps it; the README shows the shape. */
public final class TenantFile {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9-]{1,40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private final JsonFields fields;
    private final List<String> faults;

    private TenantFile(JsonFields fields, List<String> faults) {
        this.fields = fields;
        this.faults = faults;
    }

    /** Reads a tenant; empty when it added a fault, each with the path of what is wrong. */
    public static Optional<Tenant> read(JsonObject json, List<String> faults) {
        return read(new JsonFields(json, "", faults), faults);
    }

    /** The same, of one that was stored: what a newer gateway added to it is passed over. */
    public static Optional<Tenant> readStored(JsonObject json, List<String> faults) {
        return read(JsonFields.tolerant(json, faults), faults);
    }

    private static Optional<Tenant> read(JsonFields fields, List<String> faults) {
        int before = faults.size();
        var tenant = new TenantFile(fields, faults).tenant();
        return faults.size() == before ? Optional.of(tenant) : Optional.empty();
    }

    private Tenant tenant() {
        var endpoints = endpoints();
        var tenant = new Tenant(
                fields.text("id", ID, "1 to 40 of a-z, 0-9 and -"),
                fields.text("name"),
                fields.choice("status", Tenant.Status.class, Tenant.Status.ACTIVE),
                keys(),
                accounts(),
                endpoints,
                statusUpdateSecrets(endpoints),
                limits());
        fields.end();
        return tenant;
    }

    private Optional<TenantLimits> limits() {
        var limits = fields.object("limits");
        int perSecond = limits.number("creates_per_second", 1, TenantLimits.MOST, 0);
        // A second's worth, as Klarna allows it.
        int burst = limits.number("burst", 1, TenantLimits.MOST, perSecond);
        if (limits.has("burst") && limits.isMissing("creates_per_second")) {
            limits.fault("creates_per_second", "is missing; burst says only how many of them may come at once");
        }
        limits.end();
        return perSecond == 0 ? Optional.empty() : Optional.of(new TenantLimits(perSecond, burst));
    }

    private List<ApiKey> keys() {
        return fields.objects("api_keys").stream().map(this::key).toList();
    }

    private ApiKey key(JsonFields key) {
        var made = new ApiKey(
                key.text("id", KEY_ID, "1 to 40 of A-Z, a-z, 0-9 and -"),
                key.optional("name").orElse(""),
                key.text("sha256", SHA256, "the SHA-256 of the key's secret, 64 hex digits in lower case"),
                scopes(key),
                time(key, "expires_at"),
                time(key, "created_at"));
        key.end();
        return made;
    }

    private static Set<Scope> scopes(JsonFields key) {
        var scopes = EnumSet.noneOf(Scope.class);
        var names = key.texts("scopes");
        if (key.has("scopes") && names.isEmpty()) {
            key.fault("scopes", "must hold one at least; leave them out for all of " + Scope.names());
        }
        for (String name : names) {
            // Platform keys belong to no tenant; the admin API makes them.
            Scope.named(name)
                    .filter(Scope.ofTenants()::contains)
                    .ifPresentOrElse(scopes::add, () -> key.fault("scopes", "may hold only " + Scope.names()));
        }
        return scopes.isEmpty() ? Scope.ofTenants() : scopes;
    }

    private static Optional<Instant> time(JsonFields key, String field) {
        try {
            return key.optional(field).map(Instant::parse);
        } catch (DateTimeParseException e) {
            key.fault(field, "must be a UTC time such as 2027-01-31T00:00:00Z");
            return Optional.empty();
        }
    }

    private List<Account> accounts() {
        var readers = fields.objects("accounts");
        if (readers.isEmpty()) {
            fields.fault("accounts", "is missing; a tenant needs at least one account");
        }
        record Choice(Account account, boolean isDefault) {}
        var choices = new ArrayList<Choice>();
        for (var reader : readers) {
            choices.add(new Choice(account(reader), reader.flag("default", false)));
            reader.end();
        }
        if (choices.stream().filter(Choice::isDefault).count() > 1) {
            fields.fault("accounts", "has more than one default; keep one");
        }
        return unique(
                "accounts",
                choices.stream()
                        .sorted(Comparator.comparing(Choice::isDefault).reversed())
                        .map(Choice::account)
                        .toList(),
                Account::id);
    }

    private Account account(JsonFields account) {
        var markets = account.texts("markets");
        if (!markets.stream().allMatch(COUNTRY.asMatchPredicate())) {
            account.fault("markets", "must hold ISO 3166 alpha-2 codes in upper case, such as SE");
        }
        return new Account(
                account.text("id", ID, "1 to 40 of a-z, 0-9 and -"),
                upstream(account, base(account)),
                new HashSet<>(markets));
    }

    private static URI base(JsonFields account) {
        Optional<URI> own = account.url("base_url", "https", "http");
        own.filter(uri -> !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/"))
                .ifPresent(uri -> account.fault("base_url", "must have no path"));
        Optional<String> preset = account.optional("provider");
        if (own.isPresent() == preset.isPresent() && account.isMissing("base_url")) {
            account.fault("provider", "is missing; it must be one of " + Provider.names() + ", or give base_url");
        } else if (preset.isPresent() && account.has("base_url")) {
            account.fault("provider", "and base_url exclude each other; keep one");
        }
        return own.or(() -> preset.flatMap(name -> preset(account, name))).orElse(Provider.KLARNA_EU.base());
    }

    private static Optional<URI> preset(JsonFields account, String name) {
        var provider = Provider.named(name);
        if (provider.isEmpty()) {
            account.fault("provider", "must be one of " + Provider.names());
        }
        return provider.map(Provider::base);
    }

    private static Upstream upstream(JsonFields account, URI base) {
        Optional<String> apiKey = account.optional("api_key");
        Optional<String> username = account.optional("username");
        Optional<String> password = account.optional("password");
        if (apiKey.isPresent() == username.isPresent() || username.isPresent() != password.isPresent()) {
            account.fault("api_key", "or both username and password must be given, and not all three");
        }
        // A call with anything else in a header fails here and counts against the host, for every tenant.
        if (apiKey.filter(key -> !Letters.areAll(key, Integer.MAX_VALUE, Letters::isVisible))
                .isPresent()) {
            account.fault(
                    "api_key", "must be visible ASCII characters, with no blank or line break in it or behind it");
        }
        return apiKey.map(key -> Upstream.withApiKey(base, Secret.of(key)))
                .orElseGet(() -> Upstream.withPassword(base, username.orElse(""), Secret.of(password.orElse(""))));
    }

    private List<Endpoint> endpoints() {
        return unique(
                "webhooks",
                fields.objects("webhooks").stream().map(this::endpoint).toList(),
                Endpoint::id);
    }

    private Endpoint endpoint(JsonFields hook) {
        String id = hook.text("id", ID, "1 to 40 of a-z, 0-9 and -");
        var keys = secrets(hook, true).stream().map(Endpoint.Key::lasting).toList();
        // Whether http is allowed is for whoever starts the gateway to judge.
        var endpoint = EndpointFields.read(hook, id, keys, "https", "http");
        hook.end();
        return endpoint;
    }

    /** {@code secret}, or {@code secrets} with the newest first while one is being rotated. */
    private static List<Secret> secrets(JsonFields hook, boolean required) {
        var texts = new ArrayList<String>();
        hook.optional("secret").ifPresent(texts::add);
        texts.addAll(hook.texts("secrets"));
        // One that is given and blank was meant to be there: nothing goes out unsigned for it.
        if (hook.isMissing("secret") && (hook.has("secret") || (required && texts.isEmpty()))) {
            hook.fault("secret", "is missing; it must be " + WebhookKeys.ALLOWED);
        }
        if (!texts.stream().allMatch(WebhookKeys::isSecret)) {
            hook.fault("secret", "must be " + WebhookKeys.ALLOWED);
        }
        return texts.stream().map(Secret::of).toList();
    }

    /** Without secrets of its own, what goes to a session's status_update is signed like the first endpoint. */
    private List<Secret> statusUpdateSecrets(List<Endpoint> endpoints) {
        var reader = fields.object("status_update");
        var own = secrets(reader, false);
        reader.end();
        return own.isEmpty() && !endpoints.isEmpty()
                ? endpoints.get(0).keys().stream().map(Endpoint.Key::secret).toList()
                : own;
    }

    private <T> List<T> unique(String key, List<T> items, java.util.function.Function<T, String> id) {
        var seen = new HashSet<String>();
        for (T item : items) {
            if (!id.apply(item).isEmpty() && !seen.add(id.apply(item))) {
                faults.add(key + " holds the id " + id.apply(item) + " twice");
            }
        }
        return items;
    }
}
