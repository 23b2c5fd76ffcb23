package io.hppgateway;

import io.hppgateway.admin.access.AdminKeys;
import io.hppgateway.callback.CallbackSettings;
import io.hppgateway.http.JsonFields;
import io.hppgateway.http.PortLimits;
import io.hppgateway.journal.JournalSettings;
import io.hppgateway.klarna.KlarnaSettings;
import io.hppgateway.klarna.guard.GuardSettings;
import io.hppgateway.limit.LimitSettings;
import io.hppgateway.reconcile.ReconcileSettings;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.secret.Secret;
import io.hppgateway.session.SessionSettings;
import io.hppgateway.tls.CertificateFiles;
import io.hppgateway.trace.TraceSettings;
import io.hppgateway.webhook.WebhookSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be set; {@code conf/gateway.yaml} documents each key.
 *
 * @param publicBase the URL under which tenants and Klarna reach the public port, without a slash at the end
 * @param callbackKeys sign callback links
 * @param keyset Tink AEAD keyset in JSON that seals what is stored
 * @param breaks when an endpoint that fails is spared or paused
 * @param alertAfter times of failing after which a tenant's other endpoints are told
 * @param auditEvery time between two audits of what was accepted against what is accounted for
 * @param tenants the directory of the tenants' files
 * @param adminKeys who may use the operators' API; none: it is off
 * @param delay from the moment a stop shows in the health to the moment it begins
 * @param drain how long a stop waits for requests and deliveries under way
 * @param reload what is read from files again while the gateway runs
 * @param tracing whether traces are recorded, and where they go
 */
record Settings(
        PortSettings http,
        PortSettings management,
        URI publicBase,
        RedisSettings redis,
        Secret callbackKeys,
        CallbackSettings callback,
        Secret keyset,
        KlarnaSettings klarna,
        GuardSettings upstream,
        LimitSettings limits,
        SessionSettings session,
        WebhookSettings webhook,
        ReconcileSettings reconcile,
        BreakSettings breaks,
        List<Duration> alertAfter,
        Duration auditEvery,
        Path tenants,
        AdminKeys adminKeys,
        Duration delay,
        Duration drain,
        ReloadSettings reload,
        TraceSettings tracing) {

    /** What the journal keeps, and when it spares an endpoint. */
    JournalSettings journal() {
        var unset = JournalSettings.defaults();
        return new JournalSettings(
                session.retention(),
                unset.dedup(),
                breaks.failures(),
                breaks.sample(),
                breaks.first(),
                breaks.longest(),
                breaks.pauseAfter(),
                breaks.pauseFailures(),
                alertAfter);
    }

    /** Every key there is. */
    static final List<String> KEYS = List.of(
            "http.host",
            "http.port",
            "http.idle-timeout",
            "http.receive-timeout",
            "http.connections",
            "http.request-timeout",
            "http.tls-certificate",
            "http.tls-key",
            "management.host",
            "management.port",
            "public.url",
            "redis.url",
            "redis.prefix",
            "redis.connect-timeout",
            "redis.command-timeout",
            "redis.trusted-certificates",
            "redis.wait-replicas",
            "callback.keys",
            "callback.verify",
            "callback.verify-timeout",
            "encryption.keyset",
            "klarna.connect-timeout",
            "klarna.response-timeout",
            "klarna.connections",
            "klarna.waiting",
            "klarna.http2",
            "klarna.trusted-certificates",
            "upstream.in-flight",
            "upstream.tenant-in-flight",
            "upstream.break-failures",
            "upstream.first-break",
            "upstream.longest-break",
            "limits.create",
            "limits.create-playground",
            "limits.other",
            "limits.other-playground",
            "limits.tenant-creates",
            "limits.tenant-burst",
            "session.retention",
            "session.read-max-age",
            "webhook.allow-http",
            "webhook.allow-networks",
            "webhook.refuse-networks",
            "webhook.trusted-certificates",
            "webhook.timeout",
            "webhook.connect-timeout",
            "webhook.lease-margin",
            "webhook.in-flight",
            "webhook.connections-per-host",
            "webhook.waiting-per-host",
            "webhook.schedule",
            "webhook.break-failures",
            "webhook.break-sample",
            "webhook.first-break",
            "webhook.longest-break",
            "webhook.pause-after",
            "webhook.pause-failures",
            "webhook.longest-retry-after",
            "webhook.alert-after",
            "audit.interval",
            "reconcile.enabled",
            "reconcile.first-after",
            "reconcile.longest",
            "reconcile.unverified-after",
            "reconcile.expiry-lead",
            "reconcile.expiry-lag",
            "reconcile.per-second",
            "reconcile.in-flight",
            "reconcile.lease",
            "reconcile.silence",
            "reconcile.look",
            "tenants.directory",
            "admin.keys",
            "shutdown.delay",
            "shutdown.drain",
            "reload.interval",
            "tracing.endpoint",
            "tracing.sample-ratio",
            "tracing.headers",
            "tracing.trusted-certificates",
            "tracing.service-name");

    /**
     * A port.
     *
     * @param port 0 takes a free one
     * @param idleTimeout after which a silent connection is closed
     * @param requestTimeout from the first byte of a call that goes to Klarna to the end of its answer
     * @param tls the certificate to show; empty for a port without TLS
     */
    record PortSettings(
            String host,
            int port,
            Duration idleTimeout,
            Duration requestTimeout,
            Optional<CertificateFiles> tls,
            PortLimits limits) {}

    /**
     * When an endpoint is spared, and when it is paused.
     *
     * @param failures in a row
     * @param sample attempts within a minute of which half failing are enough too
     * @param first how long the first break is; every further one is twice as long
     * @param longest at most
     * @param pauseAfter time without a success after which it is paused
     * @param pauseFailures and failures in a row it takes
     */
    record BreakSettings(
            int failures, int sample, Duration first, Duration longest, Duration pauseAfter, int pauseFailures) {}

    /**
     * Reads them.
     *
     * @throws SettingsException with every fault
     */
    static Settings read(SettingsSource source) {
        var faults = new ArrayList<String>();
        var root = new JsonFields(source.read(KEYS, faults), "", faults);
        var settings = new SettingsReader(root, source).settings();
        root.end();
        if (settings.http.port == settings.management.port && settings.http.port != 0) {
            faults.add("management.port must differ from http.port");
        }
        if (!faults.isEmpty()) {
            throw new SettingsException(
                    faults.stream().map(Settings::withVariable).toList());
        }
        return settings;
    }

    /** A fault starts with the key; whoever sets it by the environment looks for the variable. */
    static String withVariable(String fault) {
        int space = fault.indexOf(' ');
        String key = space < 0 ? fault : fault.substring(0, space);
        return KEYS.contains(key) ? key + " (" + SettingsSource.variableOf(key) + ")" + fault.substring(space) : fault;
    }
}
