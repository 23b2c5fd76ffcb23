/** Takes what stands in files again while the gateway runs: when it changed, has settled, and is good. May import {@code secret}. */
@NullMarked
package io.hppgateway.reload;

import org.jspecify.annotations.NullMarked;
