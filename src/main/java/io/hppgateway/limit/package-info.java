/** How much may go to Klarna, and how much of it is each tenant's. Imports {@code http}, {@code redis}, {@code klarna}, {@code tenant}. */
@NullMarked
package io.hppgateway.limit;

import org.jspecify.annotations.NullMarked;
