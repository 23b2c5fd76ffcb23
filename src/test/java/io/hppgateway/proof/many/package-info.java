/** Many pods behind one Service, on a Redis that fails over: who calls, who counts, and what the counts say. */
package io.hppgateway.proof.many;
