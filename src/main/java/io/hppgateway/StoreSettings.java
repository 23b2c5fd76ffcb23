package io.hppgateway;

import io.hppgateway.http.JsonFields;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.secret.Secret;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Those settings of the gateway that say where its store is and what opens it.
 *
 * @param keyset Tink AEAD keyset in JSON
 * @param retention how long records outlive their session
 */
record StoreSettings(RedisSettings redis, Secret keyset, Duration retention) {
    /**
     * Reads them; the other settings may be missing.
     *
     * @throws SettingsException with every fault
     */
    static StoreSettings read(SettingsSource source) {
        var faults = new ArrayList<String>();
        var reader = new SettingsReader(new JsonFields(source.read(Settings.KEYS, faults), "", faults), source);
        var read = new StoreSettings(
                reader.redis(), reader.keyset(), reader.session().retention());
        if (!faults.isEmpty()) {
            throw new SettingsException(
                    faults.stream().map(Settings::withVariable).toList());
        }
        return read;
    }
}
