/** The life of an HPP session: create, read, disable, distribute, and its record. Imports {@code journal}, {@code tenant} and below. */
@NullMarked
package io.hppgateway.session;

import org.jspecify.annotations.NullMarked;
