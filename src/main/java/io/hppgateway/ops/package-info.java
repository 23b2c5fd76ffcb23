/** What operators see: health, metrics, logs. Imports {@code http}, {@code klarna}, {@code redis}. */
@NullMarked
package io.hppgateway.ops;

import org.jspecify.annotations.NullMarked;
