/** {@code bin/hppctl}: the operators' API for people. Knows the API by HTTP only; imports nothing of ours. */
@NullMarked
package io.hppgateway.admin.cli;

import org.jspecify.annotations.NullMarked;
