/**
 * How does a tenant see to its own webhook endpoints? Imports {@code webhook history delivery journal tenant guard} and below, never
 * {@code session} or {@code callback}.
 */
@NullMarked
package io.hppgateway.admin.webhooks;

import org.jspecify.annotations.NullMarked;
