/** Who may call, with which Klarna account, and where they listen. Imports {@code http}, {@code klarna}, {@code redis}, {@code secret}. */
@NullMarked
package io.hppgateway.tenant;

import org.jspecify.annotations.NullMarked;
