/** Klarna's Order Management API: what becomes of orders that were paid. Imports {@code state} and {@code api}. */
@NullMarked
package io.hppgateway.sandbox.order;

import org.jspecify.annotations.NullMarked;
