/** What the sandbox remembers, and the moves a consumer may make. Imports {@code http} only. */
@NullMarked
package io.hppgateway.sandbox.state;

import org.jspecify.annotations.NullMarked;
