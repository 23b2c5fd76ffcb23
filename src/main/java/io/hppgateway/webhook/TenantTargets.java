package io.hppgateway.webhook;

import io.hppgateway.journal.Event;
import io.hppgateway.journal.Grant;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The endpoints of the tenants, and the {@code status_update} URLs that sessions brought along. */
public final class TenantTargets implements Targets {
    // Klarna docs, "Hosted Payment Page: API documentation": placeholders in merchant URLs.
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z_]+)}}");

    private final Tenants tenants;
    private final WebhookSettings settings;
    private final Clock clock;

    /** @param clock says which of an endpoint's secrets still sign */
    public TenantTargets(Tenants tenants, WebhookSettings settings, Clock clock) {
        this.tenants = tenants;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Optional<Target> find(Grant grant) {
        var tenant = tenants.find(grant.endpoint().tenant());
        return grant.endpoint().isStatusUpdate()
                ? tenant.flatMap(known -> statusUpdate(known, grant))
                : tenant.flatMap(known -> known.endpoint(grant.endpoint().id()))
                        .map(endpoint -> Target.of(endpoint, clock.instant(), settings.schedule()));
    }

    private Optional<Target> statusUpdate(Tenant tenant, Grant grant) {
        return Optional.ofNullable(grant.statusUpdate())
                .map(template -> new Target(
                        url(template, grant.event()),
                        statusUpdateSecrets(tenant),
                        Map.of(),
                        settings.timeout(),
                        true,
                        settings.schedule()));
    }

    private static URI url(Secret template, Event event) {
        try {
            return URI.create(PLACEHOLDER
                    .matcher(template.reveal())
                    .replaceAll(found -> Matcher.quoteReplacement(filled(found.group(1), event))));
        } catch (IllegalArgumentException e) { // its message shows the URL, which may hold a token
            throw new IllegalArgumentException("the session's status_update is no URL");
        }
    }

    /** What Klarna fills in here; any other placeholder stays, in letters that may stand in a URL. */
    private static String filled(String name, Event event) {
        return switch (name) {
            case "session_id" -> event.sessionId();
            case "order_id" -> orderId(event);
            default -> "%7B%7B" + name + "%7D%7D";
        };
    }

    private static String orderId(Event event) {
        var content = event.content();
        Object id = content == null || content.session().length() == 0
                ? null
                : content.session().toJsonObject().getValue("order_id");
        return URLEncoder.encode(Objects.requireNonNullElse(id, "").toString(), StandardCharsets.UTF_8);
    }

    /** Of a tenant whose file names none: those of its first endpoint. */
    private List<Secret> statusUpdateSecrets(Tenant tenant) {
        var own = tenant.statusUpdateSecrets();
        return own.isEmpty() && !tenant.endpoints().isEmpty()
                ? tenant.endpoints().get(0).secrets(clock.instant())
                : own;
    }
}
