/** Every place where work is turned away or put off because there is too much of it. Imports nothing of ours. */
@NullMarked
package io.hppgateway.bound;

import org.jspecify.annotations.NullMarked;
