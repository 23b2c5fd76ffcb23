/** Reads tenants from the files of {@code conf/tenants}. Imports {@code tenant} and below. */
@NullMarked
package io.hppgateway.tenant.file;

import org.jspecify.annotations.NullMarked;
