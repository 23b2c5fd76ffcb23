/** A stand-in for Klarna: its API, its hosted page and its callbacks on one port. Imports {@code http}; nothing of the gateway itself. */
@NullMarked
package io.hppgateway.sandbox;

import org.jspecify.annotations.NullMarked;
