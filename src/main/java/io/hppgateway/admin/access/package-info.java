/** Who may use the operators' API. Imports {@code http}, {@code secret}, {@code tenant}. */
@NullMarked
package io.hppgateway.admin.access;

import org.jspecify.annotations.NullMarked;
