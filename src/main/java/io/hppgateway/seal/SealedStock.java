package io.hppgateway.seal;

import java.time.Duration;
import java.util.List;

/**
 * Everything that stands sealed in Redis.
 *
 * @param kinds found by walking
 * @param hashes at known keys
 * @param attempts name of the streams whose entries have a sealed {@code response}; entries of a stream cannot be changed
 * @param retention age at which those entries go
 */
public record SealedStock(List<SealedKind> kinds, List<SealedHash> hashes, String attempts, Duration retention) {}
