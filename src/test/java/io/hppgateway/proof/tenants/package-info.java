/** What many tenants cost: the start of a process, its memory, a create. */
package io.hppgateway.proof.tenants;
