/** The neighbours test: the same load on a healthy endpoint with good and with bad neighbours. */
package io.hppgateway.proof.neighbours;
