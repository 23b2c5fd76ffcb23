/** The tenant's view over HTTP of its events and sessions, at once and as they come. Imports {@code history delivery journal tenant klarna http}. */
@NullMarked
package io.hppgateway.admin.events;

import org.jspecify.annotations.NullMarked;
