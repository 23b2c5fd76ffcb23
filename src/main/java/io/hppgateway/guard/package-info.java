/** Where may a URL lead that a tenant chose? Imports nothing of ours. */
@NullMarked
package io.hppgateway.guard;

import org.jspecify.annotations.NullMarked;
