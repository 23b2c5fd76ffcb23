/** The composition root: settings, the programs ({@code Main}, {@code DevMain}) and the wiring. May import every package. */
@NullMarked
package io.hppgateway;

import org.jspecify.annotations.NullMarked;
