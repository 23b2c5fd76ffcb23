package io.hppgateway;

import io.hppgateway.reload.FileWatch;
import io.hppgateway.reload.Reloadable;
import io.hppgateway.reload.SecretReload;
import io.hppgateway.seal.KeyLedger;
import io.hppgateway.secret.MacKeyring;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** What is read from files again while the gateway runs: its own part of the composition root. */
final class Reloads {
    private final Vertx vertx;
    private final ReloadSettings settings;
    private final MeterRegistry registry;
    private final List<FileWatch> watches = new ArrayList<>();

    Reloads(Vertx vertx, ReloadSettings settings, MeterRegistry registry) {
        this.vertx = vertx;
        this.settings = settings;
        this.registry = registry;
    }

    /** From {@link #start()} on this is read again when its files change. */
    Reloads with(Reloadable what) {
        if (!settings.interval().isZero()) {
            watches.add(new FileWatch(vertx, what, settings.interval(), registry));
        }
        return this;
    }

    /** The keys of callback links, when they stand in a file of their own. */
    Reloads withCallbackKeys(MacKeyring keys) {
        settings.callbackKeys()
                .ifPresent(file -> with(new SecretReload("callback.keys", file, text -> rekey(keys, text))));
        return this;
    }

    /**
     * The keyset, when it stands in a file of its own.
     *
     * @param taken called when one was taken: it may open what the one before could not
     */
    Reloads withKeyset(SecretBox box, KeyLedger ledger, Runnable taken) {
        settings.keyset()
                .ifPresent(file ->
                        with(new SecretReload("encryption.keyset", file, text -> reseal(box, ledger, text, taken))));
        return this;
    }

    private static Reloadable.Change reseal(SecretBox box, KeyLedger ledger, Secret text, Runnable taken) {
        refuseDemo(text);
        var now = SecretBox.of(text);
        // Entered first: from the moment it seals, whoever starts with another keyset has to know.
        return () -> ledger.enter(now).map(entered -> {
            boolean differs = box.become(now);
            taken.run();
            return differs
                    ? "the key " + now.primaryId() + " seals, and these open: " + String.join(", ", now.keyIds())
                    : "";
        });
    }

    private static void refuseDemo(Secret text) {
        if (DemoKeys.isDemo(text)) {
            throw new IllegalArgumentException("holds the demo key that everybody has");
        }
    }

    private static Reloadable.Change rekey(MacKeyring keys, Secret text) {
        refuseDemo(text);
        var now = MacKeyring.of(text);
        return () -> Future.succeededFuture(keys.become(now) ? "the first of " + now.size() + " keys signs" : "");
    }

    /** Where they are measured. */
    MeterRegistry registry() {
        return registry;
    }

    void start() {
        watches.forEach(FileWatch::start);
    }

    void stop() {
        watches.forEach(FileWatch::stop);
    }
}
