package io.hppgateway.tenant;

import io.hppgateway.klarna.Upstream;
import java.util.Set;

/**
 * One set of Klarna credentials of a tenant.
 *
 * @param markets ISO 3166 alpha-2 codes in upper case of the countries it serves; empty: it is chosen by name only
 */
public record Account(String id, Upstream upstream, Set<String> markets) {

    public Account {
        markets = Set.copyOf(markets);
    }

    /** The same, called on this tenant's behalf. */
    Account ownedBy(String tenant) {
        return new Account(id, upstream.ownedBy(tenant), markets);
    }
}
