/** A real Redis for programs and tests that were given none. Imports nothing of ours. */
@NullMarked
package io.hppgateway.sandbox.redis;

import org.jspecify.annotations.NullMarked;
