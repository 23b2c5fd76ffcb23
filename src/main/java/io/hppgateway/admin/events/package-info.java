/** The tenant's view over HTTP of its events, deliveries, sessions and days. Imports {@code history delivery journal tenant klarna http redis}. */
@NullMarked
package io.hppgateway.admin.events;

import org.jspecify.annotations.NullMarked;
