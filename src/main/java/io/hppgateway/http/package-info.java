/** What every HTTP face shares: a port, an error answer, a bounded body, strict JSON. Imports no other package of ours. */
@NullMarked
package io.hppgateway.http;

import org.jspecify.annotations.NullMarked;
