/** Breakages that a test asks for. Imports {@code http} only. */
@NullMarked
package io.hppgateway.sandbox.fault;

import org.jspecify.annotations.NullMarked;
