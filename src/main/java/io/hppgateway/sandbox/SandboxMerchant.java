package io.hppgateway.sandbox;

import java.util.Objects;

/**
 * A merchant the sandbox knows.
 *
 * @param id names it in lists and on the page
 * @param username of Klarna's API credentials; empty when the merchant has an API key alone
 * @param password of Klarna's API credentials, or the API key; never printed
 */
public record SandboxMerchant(String id, String username, String password) {

    public SandboxMerchant {
        Objects.requireNonNull(username, "username");
        if (id.isBlank() || password.isBlank()) {
            throw new IllegalArgumentException("a sandbox merchant needs an id and a password or API key");
        }
    }

    /** What stands in an {@code Authorization: Basic} header, decoded. */
    String credentials() {
        return username.isEmpty() ? password : username + ":" + password;
    }

    @Override
    public String toString() {
        return "SandboxMerchant[id=" + id + ", username=" + username + "]";
    }
}
