/** What every request to the sandbox passes: body, log, faults, credentials, checks. Imports {@code state}, {@code fault} and {@code http}. */
@NullMarked
package io.hppgateway.sandbox.api;

import org.jspecify.annotations.NullMarked;
