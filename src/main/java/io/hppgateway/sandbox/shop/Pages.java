package io.hppgateway.sandbox.shop;

import io.hppgateway.sandbox.shop.Catalogue.Product;
import io.hppgateway.sandbox.shop.KlarnaCheckout.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shop's pages and pictures, read once from the class path. In a page {@code {{name}}} is a value, escaped, and
 * {@code {{{name}}}} is HTML of ours.
 */
final class Pages {
    private static final Pattern HOLE = Pattern.compile("\\{\\{(\\{?)(\\w+)\\}?\\}\\}");
    private static final List<String> PAGES = List.of("frame", "storefront", "product", "order", "hint", "sorry");
    private static final List<String> ASSETS =
            List.of("shop.css", "shop.js", "order.js", "acme-logo.svg", "globex-logo.svg");

    record Asset(String contentType, Buffer content) {}

    private final Map<String, String> pages = new HashMap<>();
    private final Map<String, String> art = new HashMap<>();
    private final Map<String, Asset> assets = new HashMap<>();

    private Pages() {}

    /** Blocks while it reads some twenty small files. */
    static Pages load() {
        var loaded = new Pages();
        PAGES.forEach(name -> loaded.pages.put(name, read("pages/" + name + ".html")));
        ASSETS.forEach(name ->
                loaded.assets.put(name, new Asset(contentType(name), Buffer.buffer(read("assets/" + name)))));
        Catalogue.all().forEach(loaded::draw);
        return loaded;
    }

    private void draw(Catalogue catalogue) {
        var hero = catalogue.theme() + "-hero";
        art.put(hero, read("art/" + hero + ".svg"));
        for (var product : catalogue.products()) {
            var picture = read("art/" + product.sku() + ".svg");
            art.put(product.sku(), picture);
            assets.put(product.sku() + ".svg", new Asset("image/svg+xml", Buffer.buffer(picture)));
        }
    }

    private static String read(String name) {
        try (var in = Pages.class.getResourceAsStream("/shop/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contentType(String name) {
        var kind = name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "css" -> "text/css;charset=utf-8";
            case "js" -> "text/javascript;charset=utf-8";
            default -> "image/svg+xml";
        };
    }

    @Nullable
    Asset asset(String name) {
        return assets.get(name);
    }

    String storefront(ShopTenant shop, List<ShopTenant> all) {
        var catalogue = Catalogue.of(shop);
        var products = catalogue.products().stream()
                .map(product -> product(shop, product))
                .collect(Collectors.joining());
        var content = fill(
                "storefront",
                Map.of(
                        "hero", art(catalogue.theme() + "-hero"),
                        "headline", catalogue.headline(),
                        "tagline", catalogue.tagline(),
                        "promise", catalogue.promise(),
                        "products", products));
        return frame(shop, shop.name(), "shop.js", tabs(shop, all), content);
    }

    private String product(ShopTenant shop, Product product) {
        return fill(
                "product",
                Map.of(
                        "art", art(product.sku()),
                        "sku", product.sku(),
                        "name", product.name(),
                        "note", product.note(),
                        "price", Catalogue.kronor(product.price()),
                        "shop", shop.id()));
    }

    /** @param result what the customer's browser brought back from Klarna, if it came from there */
    String order(Order order, @Nullable String result) {
        var values = new HashMap<String, String>();
        values.put("status", order.status());
        values.put("hint", result == null ? "" : fill("hint", Map.of("result", result)));
        values.put("art", art(order.product().sku()));
        values.put("quantity", Integer.toString(order.quantity()));
        values.put("product", order.product().name());
        values.put("total", Catalogue.kronor(order.total()));
        values.put("tax", Catalogue.kronor(Catalogue.taxIn(order.total())));
        values.put("order", order.id());
        values.put("session", String.valueOf(order.sessionId()));
        values.put("shop", order.shop().id());
        return frame(order.shop(), "Your order at " + order.shop().name(), "order.js", "", fill("order", values));
    }

    /** The payment could not be started. */
    String refused(ShopTenant shop, RefusedException refusal) {
        var reasons = refusal.messages().stream()
                .map(message -> "<li>" + escape(message) + "</li>")
                .collect(Collectors.joining("", "<ul id=\"messages\">", "</ul>"));
        var reference = refusal.correlationId() == null
                ? ""
                : "<p>Reference for support: <code>" + escape(refusal.correlationId()) + "</code></p>";
        return sorry(
                shop,
                "We could not start your payment",
                "Nothing was charged and no order was placed. This is what the payment provider said:",
                reasons + reference);
    }

    String noSuchOrder(ShopTenant shop) {
        return sorry(
                shop, "We do not know this order", "The address may be incomplete, or the demo was restarted.", "");
    }

    private String sorry(ShopTenant shop, String heading, String explanation, String details) {
        var content = fill(
                "sorry", Map.of("heading", heading, "explanation", explanation, "details", details, "shop", shop.id()));
        return frame(shop, heading, "shop.js", "", content);
    }

    private String frame(ShopTenant shop, String title, String script, String tabs, String content) {
        return fill(
                "frame",
                Map.of(
                        "title", title,
                        "script", script,
                        "theme", Catalogue.of(shop).theme(),
                        "shop", shop.id(),
                        "name", shop.name(),
                        "tabs", tabs,
                        "content", content));
    }

    private static String tabs(ShopTenant current, List<ShopTenant> all) {
        return all.stream()
                .map(shop -> "<li><a href=\"/?shop=" + shop.id() + '"'
                        + (shop.equals(current) ? " aria-current=\"page\">" : ">") + escape(shop.name()) + "</a></li>")
                .collect(Collectors.joining("", "<nav aria-label=\"Shops\"><ul class=\"tabs\">", "</ul></nav>"));
    }

    private String art(String name) {
        return Objects.requireNonNull(art.get(name), name);
    }

    private String fill(String page, Map<String, String> values) {
        return HOLE.matcher(Objects.requireNonNull(pages.get(page)))
                .replaceAll(hole -> Matcher.quoteReplacement(value(hole.group(1), values.get(hole.group(2)))));
    }

    private static String value(String brace, @Nullable String value) {
        var present = Objects.requireNonNull(value, "a page has a hole that nothing fills");
        return brace.isEmpty() ? escape(present) : present;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
