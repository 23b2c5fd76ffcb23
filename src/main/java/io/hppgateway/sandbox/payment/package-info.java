/** Klarna's payment APIs: payment sessions, orders, checkout orders. Imports {@code state} and {@code api}. */
@NullMarked
package io.hppgateway.sandbox.payment;

import org.jspecify.annotations.NullMarked;
