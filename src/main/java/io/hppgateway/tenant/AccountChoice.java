package io.hppgateway.tenant;

import io.hppgateway.http.Problem;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which of a tenant's accounts a request is made with. */
public final class AccountChoice {
    /** Names an account of the tenant. */
    public static final String HEADER = "Hpp-Account";

    private AccountChoice() {}

    /**
     * The account, by the first of these that says something: the header {@value #HEADER}, the account that made the payment
     * session, the market, the default.
     *
     * @param named the header's value, or null
     * @param remembered id of the account that made the payment session of this request
     * @param country ISO 3166 alpha-2 code of the purchase
     * @throws io.hppgateway.http.ProblemException 400 when the header names no account of the tenant
     */
    public static Account choose(
            Tenant tenant, @Nullable String named, Optional<String> remembered, Optional<String> country) {
        if (named != null) {
            return tenant.account(named).orElseThrow(() -> unknown(tenant));
        }
        return remembered
                .flatMap(tenant::account)
                .or(() -> country.flatMap(c -> serving(tenant, c)))
                .orElseGet(tenant::defaultAccount);
    }

    private static Optional<Account> serving(Tenant tenant, String country) {
        String market = country.toUpperCase(Locale.ROOT);
        return tenant.accounts().stream()
                .filter(account -> account.markets().contains(market))
                .findFirst();
    }

    private static RuntimeException unknown(Tenant tenant) {
        return Problem.badValue("The header " + HEADER + " names no account of this tenant; it has: "
                        + tenant.accountIds() + ".")
                .toException();
    }
}
