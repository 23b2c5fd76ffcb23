/** Klarna's other paths (payments, checkout, order management, customer tokens), forwarded with credentials. Imports {@code tenant} and below. */
@NullMarked
package io.hppgateway.proxy;

import org.jspecify.annotations.NullMarked;
