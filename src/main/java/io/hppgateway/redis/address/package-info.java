/** Where Redis is: what its URL says, and which server of a cluster holds which keys. Values only. Imports {@code secret} only. */
@NullMarked
package io.hppgateway.redis.address;

import org.jspecify.annotations.NullMarked;
