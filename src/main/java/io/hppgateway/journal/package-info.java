/** What must tenants hear of, and who delivers it next? The durable seam between inbound and outbound. Imports {@code secret redis http klarna tenant}. */
@NullMarked
package io.hppgateway.journal;

import org.jspecify.annotations.NullMarked;
