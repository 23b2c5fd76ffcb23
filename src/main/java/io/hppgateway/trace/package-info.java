/**
 * Records what happens as OpenTelemetry traces, when that is turned on: wraps what other packages declare, which know nothing of
 * it. Imports http, secret, klarna, tenant, journal and webhook.
 */
@NullMarked
package io.hppgateway.trace;

import org.jspecify.annotations.NullMarked;
