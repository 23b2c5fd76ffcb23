/** Klarna's Hosted Payment Page API, with the messages it sends to consumers. Imports {@code state} and {@code api}. */
@NullMarked
package io.hppgateway.sandbox.hosted;

import org.jspecify.annotations.NullMarked;
