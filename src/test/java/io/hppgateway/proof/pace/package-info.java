/** What one gateway process gets through on this machine; on demand: {@code mvn verify -Dit.test=PaceBenchmark -Dtest=none}. */
package io.hppgateway.proof.pace;
