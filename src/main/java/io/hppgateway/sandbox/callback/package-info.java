/** Klarna's calls to a merchant's {@code status_update} URL. Imports {@code state} and {@code fault}. */
@NullMarked
package io.hppgateway.sandbox.callback;

import org.jspecify.annotations.NullMarked;
