/** The crash test: who kills, who buys, who receives, and what the two ledgers say of each other. */
package io.hppgateway.proof.crash;
