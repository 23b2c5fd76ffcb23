/** What a test or a curious developer steers and watches the sandbox with. Imports the sandbox's other packages. */
@NullMarked
package io.hppgateway.sandbox.script;

import org.jspecify.annotations.NullMarked;
