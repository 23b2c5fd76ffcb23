package io.hppgateway.seal;

import java.util.function.UnaryOperator;

/**
 * A hash of which each field is {@code <version>:<sealed>}, but for {@code @}. It stays, whatever its fields are.
 *
 * @param kind what it is called in a report
 * @param key the whole Redis key
 * @param context of a field
 */
public record SealedHash(String kind, String key, UnaryOperator<String> context) {}
