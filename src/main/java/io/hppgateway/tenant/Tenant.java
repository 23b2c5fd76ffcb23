package io.hppgateway.tenant;

import io.hppgateway.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A merchant behind the gateway.
 *
 * @param id {@code [a-z0-9-]{1,40}}
 * @param accounts at least one; the first one is the default
 * @param statusUpdateSecrets sign what goes to the {@code status_update} URL a session brought along
 * @param limits its share of the gateway; empty for the one every tenant has that says nothing
 */
public record Tenant(
        String id,
        String name,
        Status status,
        List<ApiKey> keys,
        List<Account> accounts,
        List<Endpoint> endpoints,
        List<Secret> statusUpdateSecrets,
        Optional<TenantLimits> limits) {

    /** Whether a tenant may call. Callbacks and webhooks of a suspended tenant go on: its payments do too. */
    public enum Status {
        ACTIVE,
        SUSPENDED
    }

    public Tenant {
        keys = List.copyOf(keys);
        String owner = id;
        accounts = accounts.stream().map(account -> account.ownedBy(owner)).toList();
        endpoints = List.copyOf(endpoints);
        statusUpdateSecrets = List.copyOf(statusUpdateSecrets);
    }

    /** The account of this id. */
    public Optional<Account> account(String accountId) {
        return accounts.stream().filter(a -> a.id().equals(accountId)).findFirst();
    }

    /** The account used when nothing in the request says which. */
    public Account defaultAccount() {
        return accounts.get(0);
    }

    /** The account of this id; one that was taken out of the configuration leaves what it made to the default. */
    public Account accountOrDefault(String accountId) {
        return account(accountId).orElseGet(this::defaultAccount);
    }

    /** The endpoint of this id. */
    public Optional<Endpoint> endpoint(String endpointId) {
        return endpoints.stream().filter(e -> e.id().equals(endpointId)).findFirst();
    }

    /** This tenant with endpoints besides those it has. */
    Tenant withMore(List<Endpoint> more) {
        var all = new ArrayList<>(endpoints);
        all.addAll(more);
        return more.isEmpty() ? this : new Tenant(id, name, status, keys, accounts, all, statusUpdateSecrets, limits);
    }

    /** Ids of its accounts, for an error message. */
    String accountIds() {
        return accounts.stream().map(Account::id).collect(Collectors.joining(", "));
    }
}
