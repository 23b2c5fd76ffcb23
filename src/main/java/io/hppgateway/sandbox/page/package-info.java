/** The page a consumer pays on, and the sandbox's own pages. Imports {@code state}, {@code api} and {@code http}. */
@NullMarked
package io.hppgateway.sandbox.page;

import org.jspecify.annotations.NullMarked;
