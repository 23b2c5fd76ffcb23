/** What the proofs of delivery are made of: gateway processes to kill, a Klarna that insists, hostile receivers, two ledgers. */
package io.hppgateway.proof;
