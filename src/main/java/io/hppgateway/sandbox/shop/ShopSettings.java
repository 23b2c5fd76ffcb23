package io.hppgateway.sandbox.shop;

import java.util.List;

/**
 * Where the shop listens and whom it calls.
 *
 * @param host address to bind
 * @param port TCP port; 0 takes any free one
 * @param gatewayUrl base URL of the gateway, or of Klarna itself; a trailing slash is dropped
 * @param tenants the shops, at least one; the first is what {@code /} shows
 */
public record ShopSettings(String host, int port, String gatewayUrl, List<ShopTenant> tenants) {

    public ShopSettings {
        tenants = List.copyOf(tenants);
        gatewayUrl = gatewayUrl.replaceFirst("/+$", "");
        if (tenants.isEmpty()) {
            throw new IllegalArgumentException("The demo shop needs at least one tenant");
        }
    }

    /** The address browsers and Klarna use; a wildcard address is nothing a browser can open. */
    String baseUrl(int actualPort) {
        var wildcard = host.equals("0.0.0.0") || host.equals("::");
        var literal = host.contains(":") ? "[" + host + "]" : host;
        return "http://" + (wildcard ? "localhost" : literal) + ":" + actualPort;
    }
}
