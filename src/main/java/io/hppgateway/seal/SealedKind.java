package io.hppgateway.seal;

import java.util.List;
import java.util.Optional;

/**
 * One sort of hashes with sealed fields, found by walking: {@code <prefix>:{bNN}:<name>:<rest>}.
 *
 * @param fields the sealed ones; an empty one holds nothing
 * @param context what they are sealed for; empty when nobody can tell, and then they are left to their TTL
 */
public record SealedKind(String name, List<String> fields, Optional<Context> context) {

    /** What a field is sealed for. */
    @FunctionalInterface
    public interface Context {
        /**
         * The context that whoever writes the field uses.
         *
         * @param tenant of the hash's own field {@code tenant}, empty when it has none
         * @param rest of the key, behind the name of the kind
         */
        String of(String tenant, String rest, String field);
    }

    /** A kind that can be sealed anew. */
    public static SealedKind of(String name, List<String> fields, Context context) {
        return new SealedKind(name, fields, Optional.of(context));
    }

    /** A kind that goes by its TTL. */
    public static SealedKind passing(String name, List<String> fields) {
        return new SealedKind(name, fields, Optional.empty());
    }
}
