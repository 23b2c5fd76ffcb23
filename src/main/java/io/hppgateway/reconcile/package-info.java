/** Finds what Klarna never told us, by asking. Imports {@code session}, {@code journal}, {@code tenant} and below. */
@NullMarked
package io.hppgateway.reconcile;

import org.jspecify.annotations.NullMarked;
