/**
 * The operators' API: tenants, their accounts and keys, platform keys, and who changed what. Imports {@code http}, {@code secret},
 * {@code klarna}, {@code tenant}, {@code journal}, {@code delivery}, {@code admin.access}.
 */
@NullMarked
package io.hppgateway.admin.operators;

import org.jspecify.annotations.NullMarked;
