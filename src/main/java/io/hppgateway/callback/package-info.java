/** Klarna's way in, the only unauthenticated door. Imports {@code session}, {@code journal}, {@code tenant} and below. */
@NullMarked
package io.hppgateway.callback;

import org.jspecify.annotations.NullMarked;
