/** What does this gateway promise over HTTP, and how is that shown to people? Imports nothing of ours. */
@NullMarked
package io.hppgateway.contract;

import org.jspecify.annotations.NullMarked;
