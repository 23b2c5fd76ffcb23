/**
 * The tenants and platform keys that the admin API stored, how every pod learns of them, and the record of who changed what.
 * Imports {@code tenant} and below.
 */
@NullMarked
package io.hppgateway.tenant.stored;

import org.jspecify.annotations.NullMarked;
