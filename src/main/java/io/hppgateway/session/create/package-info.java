/** How an HPP session is made: its idempotency, its limits, the two calls to Klarna. Imports {@code session}, {@code limit} and below. */
@NullMarked
package io.hppgateway.session.create;

import org.jspecify.annotations.NullMarked;
