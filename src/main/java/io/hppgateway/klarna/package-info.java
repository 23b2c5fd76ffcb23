/** Klarna's APIs in Klarna's words: where they are, how one calls them, what their answers mean. Knows nothing of tenants. Imports {@code http} and {@code secret}. */
@NullMarked
package io.hppgateway.klarna;

import org.jspecify.annotations.NullMarked;
