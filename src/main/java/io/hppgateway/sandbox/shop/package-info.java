/**
 * A demo shop: an ordinary Klarna client that buys through the gateway and believes only signed webhooks. Imports
 * {@code io.hppgateway.http} and nothing else of ours, as a stranger's shop would.
 */
@NullMarked
package io.hppgateway.sandbox.shop;

import org.jspecify.annotations.NullMarked;
