/** How we talk to Redis: one self-healing connection per event loop, scripts by their hash, names of keys. Imports {@code secret} and {@code redis.address} only. */
@NullMarked
package io.hppgateway.redis;

import org.jspecify.annotations.NullMarked;
