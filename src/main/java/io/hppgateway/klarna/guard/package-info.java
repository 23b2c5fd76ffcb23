/** Keeps a host that fails, and a tenant that takes everything, from taking the others along. Imports {@code klarna}, {@code http}, {@code bound}. */
@NullMarked
package io.hppgateway.klarna.guard;

import org.jspecify.annotations.NullMarked;
