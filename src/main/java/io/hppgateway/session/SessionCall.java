package io.hppgateway.session;

import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Tenant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's call about HPP sessions.
 *
 * @param request what would go to Klarna if nothing were rewritten
 * @param account the header {@code Hpp-Account}, or null
 * @param gatewayOrigins origins under which the caller may know us: the public one, and the one it called
 */
record SessionCall(
        Tenant tenant, KlarnaRequest request, @Nullable String account, Set<String> gatewayOrigins) {}
