/** What happened to the deliveries, and how may people intervene? Reads and steers what the journal keeps. Imports {@code journal redis secret}. */
@NullMarked
package io.hppgateway.delivery;

import org.jspecify.annotations.NullMarked;
