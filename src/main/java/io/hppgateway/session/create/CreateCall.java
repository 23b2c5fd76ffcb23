package io.hppgateway.session.create;

import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Tenant;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's call that makes a session.
 *
 * @param request what would go to Klarna if nothing were rewritten
 * @param account the header {@code Hpp-Account}, or null
 * @param gatewayOrigins origins under which the caller may know us: the public one, and the one it called
 * @param made is told the id of the session once there is one
 */
record CreateCall(
        Tenant tenant,
        KlarnaRequest request,
        @Nullable String account,
        Set<String> gatewayOrigins,
        Consumer<String> made) {}
