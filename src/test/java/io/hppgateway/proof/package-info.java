/** What the proofs of delivery share: gateway processes to kill, the tenants they know, a Klarna, calls to both. */
package io.hppgateway.proof;
