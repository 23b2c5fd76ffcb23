/** The tenant's view over HTTP of its deliveries and days, and sending again. Imports {@code admin.events history delivery journal tenant http}. */
@NullMarked
package io.hppgateway.admin.deliveries;

import org.jspecify.annotations.NullMarked;
