/** How does an event reach an endpoint, signed and in time? Imports {@code journal guard secret redis http klarna tenant}, never {@code session} or {@code callback}. */
@NullMarked
package io.hppgateway.webhook;

import org.jspecify.annotations.NullMarked;
