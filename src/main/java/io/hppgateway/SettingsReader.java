package io.hppgateway;

import io.hppgateway.admin.access.AdminKeys;
import io.hppgateway.callback.CallbackSettings;
import io.hppgateway.callback.Verify;
import io.hppgateway.guard.AddressGuard;
import io.hppgateway.http.JsonFields;
import io.hppgateway.http.PortLimits;
import io.hppgateway.journal.JournalSettings;
import io.hppgateway.klarna.KlarnaSettings;
import io.hppgateway.klarna.guard.GuardSettings;
import io.hppgateway.limit.LimitSettings;
import io.hppgateway.reconcile.ReconcileSettings;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.secret.MacKeyring;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.session.SessionSettings;
import io.hppgateway.tls.CertificateFiles;
import io.hppgateway.trace.TraceSettings;
import io.hppgateway.webhook.RetrySchedule;
import io.hppgateway.webhook.WebhookSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads section by section; a key with a fault gives a stand-in, and the faults stop the program. */
record SettingsReader(JsonFields root, SettingsSource source) {
    private static final Duration MS = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration YEAR = Duration.ofDays(366);
    private static final Pattern ANY = Pattern.compile(".+", Pattern.DOTALL);
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9-]{1,40}");
    private static final String KEYS_ALLOWED =
            "base64 keys of at least 32 random bytes, separated by commas, newest first; bin/new-callback-key makes one";
    private static final String KEYSET_ALLOWED = "a Tink AEAD keyset in JSON; bin/new-keyset makes one";
    // Stands in for a key that is missing; the fault stops the program before anything is signed with it.
    private static final Secret NONE = Secret.of("");

    Settings settings() {
        var http = port("http", 8080);
        var management = port("management", 9090);
        var callback = root.object("callback");
        var webhook = root.object("webhook");
        var shutdown = root.object("shutdown");
        var drain = shutdown.duration("drain", Duration.ZERO, HOUR, Duration.ofSeconds(25));
        var settings = new Settings(
                http,
                management,
                publicBase(),
                redis(),
                checked(callback, "keys", KEYS_ALLOWED, MacKeyring::of),
                callback(callback),
                keyset(),
                klarna(),
                GuardSettings.read(root.object("upstream")),
                LimitSettings.read(root.object("limits")),
                session(),
                webhook(webhook, drain),
                ReconcileSettings.read(root.object("reconcile")),
                breaks(webhook),
                alertAfter(webhook),
                auditEvery(),
                tenants(),
                adminKeys(),
                shutdown.duration("delay", Duration.ZERO, HOUR, Duration.ZERO),
                drain,
                reload(),
                TraceSettings.read(root.object("tracing"), this::authorities, source::variable));
        callback.end();
        webhook.end();
        shutdown.end();
        return settings;
    }

    private Settings.PortSettings port(String section, int defaultPort) {
        var port = root.object(section);
        var minute = Duration.ofMinutes(1);
        boolean isPublic = section.equals("http");
        var read = new Settings.PortSettings(
                port.optional("host").orElse("0.0.0.0"),
                port.number("port", 0, 65535, defaultPort),
                isPublic ? port.duration("idle-timeout", Duration.ofSeconds(1), HOUR, minute) : minute,
                isPublic ? port.duration("request-timeout", Duration.ofMillis(10), HOUR, minute) : minute,
                isPublic ? certificate(port) : Optional.empty(),
                isPublic ? limits(port) : PortLimits.usual());
        port.end();
        return read;
    }

    private static PortLimits limits(JsonFields port) {
        return new PortLimits(
                port.duration("receive-timeout", Duration.ofMillis(100), HOUR, Duration.ofSeconds(30)),
                port.number("connections", 1, 1_000_000, 10_000));
    }

    private Optional<CertificateFiles> certificate(JsonFields http) {
        var certificate = file(http, "tls-certificate");
        var key = file(http, "tls-key");
        if (certificate.isPresent() && http.isMissing("tls-key")) {
            http.fault("tls-key", "is missing; a certificate needs its key");
        } else if (key.isPresent() && http.isMissing("tls-certificate")) {
            http.fault("tls-certificate", "is missing; a key needs its certificate");
        }
        return certificate.flatMap(pem -> key.map(secret -> new CertificateFiles(pem, secret)));
    }

    private Optional<Path> file(JsonFields section, String key) {
        Optional<Path> file = section.optional(key).map(source.directory()::resolve);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            section.fault(key, "must be a PEM file that can be read, and not " + file.get());
            return Optional.empty();
        }
        return file;
    }

    private URI publicBase() {
        var section = root.object("public");
        Optional<URI> url = section.url("url", "https", "http");
        if (section.isMissing("url")) {
            section.fault(
                    "url",
                    "is missing; it must be the URL under which tenants and Klarna reach the public port,"
                            + " such as https://hpp.example.com");
        }
        url.filter(uri -> !uri.getRawPath().isEmpty() || uri.getRawQuery() != null)
                .ifPresent(uri -> section.fault("url", "must have no path, not even a slash at the end"));
        section.end();
        return url.orElse(URI.create("https://invalid.invalid"));
    }

    RedisSettings redis() {
        var redis = root.object("redis");
        var read = new RedisSettings(
                redisUrl(redis),
                redis.duration("connect-timeout", MS, HOUR, Duration.ofSeconds(2)),
                redis.duration("command-timeout", MS, HOUR, Duration.ofSeconds(2)),
                redisPrefix(redis),
                authorities(redis),
                redis.number("wait-replicas", 0, 10, 0));
        redis.end();
        return read;
    }

    private static RedisUrl redisUrl(JsonFields redis) {
        String url = redis.text("url", ANY, RedisUrl.ALLOWED);
        try {
            return RedisUrl.parse(Secret.of(url));
        } catch (IllegalArgumentException e) {
            if (!url.isEmpty()) {
                redis.fault("url", String.valueOf(e.getMessage()));
            }
            return RedisUrl.parse(Secret.of("redis://invalid.invalid"));
        }
    }

    private static String redisPrefix(JsonFields redis) {
        String prefix = redis.has("prefix") ? redis.text("prefix", PREFIX, "1 to 40 letters, digits or dashes") : "";
        return prefix.isEmpty() ? "hpp" : prefix;
    }

    private static CallbackSettings callback(JsonFields callback) {
        return new CallbackSettings(
                callback.choice("verify", Verify.class, Verify.COMPLETED),
                // Klarna waits 3 s for us; what is left is for storing.
                callback.duration("verify-timeout", MS, Duration.ofMillis(2500), Duration.ofSeconds(1)));
    }

    Secret keyset() {
        var encryption = root.object("encryption");
        var keyset = checked(encryption, "keyset", KEYSET_ALLOWED, SecretBox::of);
        encryption.end();
        return keyset;
    }

    private static Secret checked(JsonFields section, String key, String allowed, Consumer<Secret> use) {
        var secret = Secret.of(section.text(key, ANY, allowed));
        if (secret.equals(NONE)) {
            return NONE;
        }
        try {
            use.accept(secret);
        } catch (IllegalArgumentException e) {
            section.fault(key, "must be " + allowed);
        }
        return secret;
    }

    private KlarnaSettings klarna() {
        var klarna = root.object("klarna");
        var read = new KlarnaSettings(
                klarna.duration("connect-timeout", MS, HOUR, Duration.ofSeconds(3)),
                klarna.duration("response-timeout", MS, HOUR, Duration.ofSeconds(20)),
                klarna.number("connections", 1, 10_000, 512),
                klarna.number("waiting", 0, 100_000, 1024),
                klarna.flag("http2", true),
                authorities(klarna));
        klarna.end();
        return read;
    }

    private Optional<Path> authorities(JsonFields section) {
        var file = file(section, "trusted-certificates");
        if (file.isPresent() && !holdsCertificates(file.get())) {
            section.fault("trusted-certificates", "must be a PEM file with certificates");
        }
        return file;
    }

    /** Whether it does; Java would take them in DER or PKCS#7 too, and Vert.x, which reads them later, would not. */
    private static boolean holdsCertificates(Path file) {
        try {
            byte[] text = Files.readAllBytes(file);
            return new String(text, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")
                    && !CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(text))
                            .isEmpty();
        } catch (IOException | CertificateException e) {
            return false;
        }
    }

    SessionSettings session() {
        var session = root.object("session");
        var read = new SessionSettings(
                session.duration("retention", Duration.ofSeconds(1), YEAR, Duration.ofDays(7)),
                session.duration("read-max-age", Duration.ZERO, HOUR, Duration.ofSeconds(1)));
        session.end();
        return read;
    }

    private WebhookSettings webhook(JsonFields webhook, Duration drain) {
        var unset = WebhookSettings.defaults();
        return new WebhookSettings(
                webhook.duration("timeout", Duration.ofSeconds(1), Duration.ofSeconds(30), unset.timeout()),
                webhook.duration("connect-timeout", MS, Duration.ofSeconds(30), unset.connectTimeout()),
                webhook.duration("lease-margin", Duration.ofMillis(100), HOUR, unset.leaseMargin()),
                webhook.number("in-flight", 1, 100_000, unset.inFlight()),
                unset.busyLook(),
                unset.quietLook(),
                webhook.number("connections-per-host", 1, 100_000, unset.connectionsPerHost()),
                webhook.number("waiting-per-host", 0, 100_000, unset.waitingPerHost()),
                drain,
                unset.unknownEndpoint(),
                webhook.duration("longest-retry-after", Duration.ZERO, Duration.ofDays(7), unset.longestRetryAfter()),
                schedule(webhook),
                guard(webhook),
                authorities(webhook));
    }

    private static AddressGuard guard(JsonFields webhook) {
        boolean plainHttp = webhook.flag("allow-http", false);
        return AddressGuard.allowing(blocks(webhook, "allow-networks"), blocks(webhook, "refuse-networks"), plainHttp);
    }

    private static List<String> blocks(JsonFields webhook, String key) {
        var blocks = webhook.optional(key).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::trim)
                .toList();
        if (!blocks.stream().allMatch(AddressGuard::isBlock)) {
            webhook.fault(key, "must be address blocks separated by commas, such as 10.20.0.0/16");
            return List.of();
        }
        return blocks;
    }

    private static RetrySchedule schedule(JsonFields webhook) {
        var unset = RetrySchedule.standard();
        var delays = webhook.durations("schedule", Duration.ofDays(7), unset.delays());
        if (!delays.get(0).isZero()) {
            webhook.fault("schedule", "must start with 0s: the first attempt is made at once");
        }
        return new RetrySchedule(delays);
    }

    private static Settings.BreakSettings breaks(JsonFields webhook) {
        var unset = JournalSettings.defaults();
        return new Settings.BreakSettings(
                webhook.number("break-failures", 1, 1_000_000, unset.breakFailures()),
                webhook.number("break-sample", 1, 1_000_000, unset.breakSample()),
                webhook.duration("first-break", MS, Duration.ofDays(1), unset.firstBreak()),
                webhook.duration("longest-break", MS, Duration.ofDays(1), unset.longestBreak()),
                webhook.duration("pause-after", MS, YEAR, unset.pauseAfter()),
                webhook.number("pause-failures", 1, 1_000_000, unset.pauseFailures()));
    }

    private static List<Duration> alertAfter(JsonFields webhook) {
        var times = webhook.durations(
                "alert-after", YEAR, JournalSettings.defaults().alertAfter());
        if (times.contains(Duration.ZERO)) {
            webhook.fault("alert-after", "must hold no 0s: one failure alone is no reason to tell");
        }
        if (times.size() > 16) {
            webhook.fault("alert-after", "must hold 16 times at most");
        }
        return times;
    }

    private Duration auditEvery() {
        var audit = root.object("audit");
        var every = audit.duration("interval", Duration.ofMillis(100), Duration.ofDays(1), Duration.ofMinutes(5));
        audit.end();
        return every;
    }

    private Path tenants() {
        var tenants = root.object("tenants");
        var directory = source.directory().resolve(tenants.optional("directory").orElse("tenants"));
        tenants.end();
        return directory;
    }

    private AdminKeys adminKeys() {
        var admin = root.object("admin");
        var keys = AdminKeys.none();
        try {
            keys = admin.optional("keys").map(Secret::of).map(AdminKeys::of).orElse(keys);
        } catch (IllegalArgumentException e) {
            admin.fault("keys", "must be " + AdminKeys.ALLOWED);
        }
        admin.end();
        return keys;
    }

    private ReloadSettings reload() {
        var reload = root.object("reload");
        var read = new ReloadSettings(
                reload.duration("interval", Duration.ZERO, HOUR, Duration.ofSeconds(1)),
                source.fileOf("callback.keys"),
                source.fileOf("encryption.keyset"));
        reload.end();
        return read;
    }
}
