/** Certificates: those that we show, and their renewal while connections stand. May import {@code reload}. */
@NullMarked
package io.hppgateway.tls;

import org.jspecify.annotations.NullMarked;
