package io.hppgateway.session;

import java.util.Optional;

/**
 * A create whose session is not recorded yet.
 *
 * @param account id of the tenant's account it is made with
 * @param statusUpdate the tenant's own callback URL
 * @param session id of the session it became, once that is known
 */
public record PendingSession(String account, Optional<String> statusUpdate, Optional<String> session) {}
