package io.hppgateway.secret;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * A keyset after one step of a rotation. The steps are three, so that no process ever meets a value that it cannot open: all
 * get a key that opens before the first one seals with it, and the old key goes when nothing is left under it.
 *
 * @param keyset Tink AEAD keyset in JSON
 * @param said what was done and what comes next, for people; holds ids only
 */
public record KeysetChange(Secret keyset, String said) {

    /**
     * The next step for this keyset: a key is added behind the primary one, then becomes the primary one, then the others go.
     *
     * @throws IllegalArgumentException when it is no keyset; the message goes on behind its name
     */
    public static KeysetChange next(Secret keyset) {
        var ids = SecretBox.of(keyset).keyIds();
        String primary = SecretBox.of(keyset).primaryId();
        String newest = ids.get(ids.size() - 1);
        if (ids.size() == 1) {
            return add(keyset);
        }
        return primary.equals(newest) ? removeOthers(keyset, primary) : promote(keyset, newest);
    }

    private static KeysetChange add(Secret keyset) {
        var changed = change(
                keyset,
                builder ->
                        builder.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                                .withRandomId()));
        var ids = SecretBox.of(changed).keyIds();
        return new KeysetChange(
                changed,
                "Step 1 of 3: the key " + ids.get(ids.size() - 1) + " opens now, and " + ids.get(0)
                        + " still seals. Give this keyset to every gateway; then do the next step.");
    }

    private static KeysetChange promote(Secret keyset, String id) {
        var changed =
                change(keyset, builder -> builder.getAt(builder.size() - 1).makePrimary());
        return new KeysetChange(
                changed,
                "Step 2 of 3: the key " + id
                        + " seals now. Give this keyset to every gateway, then run bin/reseal with it; when that says that"
                        + " the old key can be taken out, do the next step.");
    }

    private static KeysetChange removeOthers(Secret keyset, String primary) {
        var changed = change(keyset, builder -> {
            for (int i = builder.size() - 1; i >= 0; i--) {
                if (!builder.getAt(i).isPrimary()) {
                    builder.deleteAt(i);
                }
            }
        });
        return new KeysetChange(
                changed,
                "Step 3 of 3: only the key " + primary
                        + " is left. A gateway refuses this keyset while anything is sealed" + " with another one.");
    }

    private interface Edit {
        void edit(KeysetHandle.Builder builder) throws GeneralSecurityException;
    }

    private static Secret change(Secret keyset, Edit edit) {
        try {
            AeadConfig.register();
            var access = InsecureSecretKeyAccess.get();
            var builder = KeysetHandle.newBuilder(TinkJsonProtoKeysetFormat.parseKeyset(keyset.reveal(), access));
            edit.edit(builder);
            return Secret.of(TinkJsonProtoKeysetFormat.serializeKeyset(builder.build(), access));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("is no keyset that can be changed");
        }
    }

    /** Each key of a keyset, a line each: its id, and what it does. */
    public static List<String> describe(Secret keyset) {
        var box = SecretBox.of(keyset);
        return box.keyIds().stream()
                .map(id -> id + (id.equals(box.primaryId()) ? " seals and opens" : " opens"))
                .toList();
    }
}
