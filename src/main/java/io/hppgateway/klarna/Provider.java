package io.hppgateway.klarna;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The API hosts of Klarna and of Kustom, which took over Klarna Checkout (Klarna docs "API URLs", Kustom docs). */
public enum Provider {
    KLARNA_EU("https://api.klarna.com"),
    KLARNA_NA("https://api-na.klarna.com"),
    KLARNA_OC("https://api-oc.klarna.com"),
    KLARNA_EU_PLAYGROUND("https://api.playground.klarna.com"),
    KLARNA_NA_PLAYGROUND("https://api-na.playground.klarna.com"),
    KLARNA_OC_PLAYGROUND("https://api-oc.playground.klarna.com"),
    KUSTOM("https://api.kustom.co"),
    KUSTOM_PLAYGROUND("https://api.playground.kustom.co");

    private final URI base;

    Provider(String base) {
        this.base = URI.create(base);
    }

    /** The base URL, without a path. */
    public URI base() {
        return base;
    }

    /** The preset of a name such as {@code klarna-eu-playground}. */
    public static Optional<Provider> named(String name) {
        return Arrays.stream(values()).filter(p -> p.wireName().equals(name)).findFirst();
    }

    /** Every name, for an error message. */
    public static String names() {
        return Arrays.stream(values()).map(Provider::wireName).collect(Collectors.joining(", "));
    }

    /** The preset with this base URL. */
    public static Optional<Provider> of(URI base) {
        return Arrays.stream(values()).filter(p -> p.base.equals(base)).findFirst();
    }

    /** The name in settings, such as {@code klarna-eu-playground}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
