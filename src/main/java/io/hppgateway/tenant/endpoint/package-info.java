/**
 * What an endpoint may be set to, where those that tenants make by the API are stored, and how every pod learns of them.
 * Imports {@code tenant} and below.
 */
@NullMarked
package io.hppgateway.tenant.endpoint;

import org.jspecify.annotations.NullMarked;
