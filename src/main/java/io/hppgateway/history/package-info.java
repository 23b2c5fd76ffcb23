/** What happened, as a tenant may look it up: sessions, deliveries, days, and news as they come. Reads what {@code journal} and {@code session} write. Imports {@code delivery journal redis secret}. */
@NullMarked
package io.hppgateway.history;

import org.jspecify.annotations.NullMarked;
