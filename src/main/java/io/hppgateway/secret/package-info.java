/** Values nobody may read by accident: a secret that does not print, a box that seals, a keyring that signs. Imports no other package of ours. */
@NullMarked
package io.hppgateway.secret;

import org.jspecify.annotations.NullMarked;
