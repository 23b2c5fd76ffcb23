/** Which encryption keys are in use, and how the last value leaves an old one. May import {@code redis}, {@code secret}, {@code reload}. */
@NullMarked
package io.hppgateway.seal;

import org.jspecify.annotations.NullMarked;
