package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Imports go one way; this is the map. */
final class PackageMapTest {
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("http", Set.of()),
            Map.entry("secret", Set.of()),
            Map.entry("guard", Set.of()),
            Map.entry("bound", Set.of()),
            Map.entry("contract", Set.of()),
            Map.entry("reload", Set.of("secret")),
            Map.entry("tls", Set.of("reload")),
            Map.entry("redis", Set.of("secret", "redis.address")),
            Map.entry("redis.address", Set.of("secret")),
            Map.entry("seal", Set.of("secret", "redis", "reload")),
            Map.entry("klarna", Set.of("http", "secret")),
            Map.entry("tenant", Set.of("http", "secret", "redis", "klarna")),
            Map.entry("tenant.endpoint", Set.of("http", "secret", "redis", "tenant")),
            Map.entry("tenant.file", Set.of("http", "secret", "reload", "klarna", "tenant", "tenant.endpoint")),
            Map.entry("klarna.guard", Set.of("bound", "http", "klarna")),
            Map.entry("tenant.stored", Set.of("http", "secret", "redis", "tenant", "tenant.endpoint", "tenant.file")),
            Map.entry("limit", Set.of("http", "redis", "klarna", "tenant")),
            Map.entry("journal", Set.of("http", "secret", "redis", "klarna", "tenant")),
            // What people do with the journal: steer, read, audit.
            Map.entry("delivery", Set.of("http", "secret", "redis", "tenant", "journal")),
            Map.entry("session", Set.of("http", "secret", "redis", "klarna", "tenant", "journal")),
            Map.entry("session.create", Set.of("http", "secret", "redis", "klarna", "tenant", "limit", "session")),
            Map.entry("proxy", Set.of("http", "klarna", "tenant")),
            Map.entry("callback", Set.of("http", "secret", "klarna", "tenant", "journal", "session")),
            Map.entry(
                    "reconcile", Set.of("bound", "http", "secret", "redis", "klarna", "tenant", "journal", "session")),
            // Never session or callback: inbound and outbound meet only in journal.
            Map.entry("webhook", Set.of("bound", "http", "guard", "secret", "redis", "klarna", "tenant", "journal")),
            Map.entry(
                    "admin.webhooks",
                    Set.of(
                            "http",
                            "secret",
                            "guard",
                            "tenant",
                            "tenant.endpoint",
                            "journal",
                            "delivery",
                            "history",
                            "webhook")),
            Map.entry("history", Set.of("secret", "redis", "journal", "delivery")),
            Map.entry("admin.events", Set.of("bound", "http", "klarna", "tenant", "journal", "delivery", "history")),
            Map.entry("admin.deliveries", Set.of("admin.events", "http", "tenant", "journal", "delivery", "history")),
            Map.entry("admin.cli", Set.of()),
            Map.entry("admin.access", Set.of("http", "secret", "tenant")),
            Map.entry(
                    "admin.operators",
                    Set.of(
                            "admin.access",
                            "http",
                            "secret",
                            "klarna",
                            "tenant",
                            "tenant.endpoint",
                            "tenant.file",
                            "tenant.stored",
                            "journal",
                            "delivery")),
            // Wraps what these declare; none of them knows of it.
            Map.entry("trace", Set.of("http", "secret", "klarna", "tenant", "journal", "webhook")),
            Map.entry("ops", Set.of("bound", "tenant", "http", "redis", "klarna")),
            Map.entry("sandbox.redis", Set.of()),
            Map.entry("sandbox.shop", Set.of("http")));

    @Test
    void everyPackageImportsOnlyWhatTheMapAllows() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.hppgateway");
        var breaches = new TreeSet<String>();
        for (JavaClass from : classes) {
            String here = packageOf(from);
            if (here.isEmpty()) {
                continue; // the root may import everything
            }
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                var to = dependency.getTargetClass();
                if (to.getPackageName().startsWith("io.hppgateway") && !isAllowed(here, packageOf(to))) {
                    breaches.add(here + " imports " + (packageOf(to).isEmpty() ? "the root" : packageOf(to)) + ": "
                            + from.getSimpleName() + " -> " + to.getSimpleName());
                }
            });
        }
        assertThat(breaches).isEmpty();
        assertThat(classes).hasSizeGreaterThan(50);
    }

    private static boolean isAllowed(String from, String to) {
        if (from.startsWith("sandbox") && !MAY_IMPORT.containsKey(from)) {
            // The Klarna stand-in is one piece that comes in several packages.
            return to.equals("http") || (to.startsWith("sandbox") && !MAY_IMPORT.containsKey(to));
        }
        return from.equals(to) || MAY_IMPORT.getOrDefault(from, Set.of()).contains(to);
    }

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals("io.hppgateway") ? "" : name.substring("io.hppgateway.".length());
    }
}
