package io.hppgateway.sandbox.shop;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one shop sells and how it presents itself.
 *
 * @param theme names the style, the logo and the hero picture
 */
record Catalogue(String theme, String headline, String tagline, String promise, List<Product> products) {
    /** Swedish standard rate, in Klarna's unit of hundredths of a percent. */
    static final int TAX_RATE = 2500;

    /** @param price per piece in öre, tax included */
    record Product(String sku, String name, String note, long price) {}

    private static final Catalogue ACME = new Catalogue(
            "acme",
            "Pack for the weather you will actually get.",
            "Tents, sleep and camp kitchen for three seasons above the tree line.",
            "Free returns for 30 days, mud included",
            List.of(
                    new Product("tent", "Ridge tent for two", "2.1 kg, up in four minutes", 429_900),
                    new Product("backpack", "Traverse pack 45 l", "Carries 15 kg without complaint", 179_900),
                    new Product("sleeping-bag", "Hollow sleeping bag", "Comfort to −4 °C", 219_900),
                    new Product("stove", "Ember camp stove", "Boils a litre in three minutes", 64_900),
                    new Product("lantern", "Dusk lantern", "60 hours on low, warm light", 54_900),
                    new Product("mug", "Enamel mug", "3 dl, tougher than you", 18_900)));

    private static final Catalogue GLOBEX = new Catalogue(
            "globex",
            "Fewer things, better drawn.",
            "Furniture and objects for rooms that people live in.",
            "Carried up your stairs at no charge",
            List.of(
                    new Product("chair", "Loop lounge chair", "Bent ash, wool seat", 549_000),
                    new Product("lamp", "Arc floor lamp", "Dims down to candlelight", 189_000),
                    new Product("table", "Drum side table", "Powder-coated steel, 45 cm", 235_000),
                    new Product("vase", "Stack vase", "Stoneware, thrown in three parts", 44_900),
                    new Product("clock", "Quarter wall clock", "Silent movement, 30 cm", 79_000),
                    new Product("throw", "Grid wool throw", "130 × 180 cm, woven in Borås", 129_000)));

    private static final Map<String, Catalogue> BY_TENANT = Map.of("acme", ACME, "globex", GLOBEX);

    /** The goods of a tenant; one that the demo does not know sells Acme's under its own name. */
    static Catalogue of(ShopTenant tenant) {
        return BY_TENANT.getOrDefault(tenant.id(), ACME);
    }

    static List<Catalogue> all() {
        return List.of(ACME, GLOBEX);
    }

    Optional<Product> product(String sku) {
        return products.stream().filter(product -> product.sku().equals(sku)).findFirst();
    }

    /** The tax inside a gross amount, rounded half up: Klarna refuses a line that is more than one öre off. */
    static long taxIn(long gross) {
        long net = Math.floorDiv(gross * 10_000L + (10_000L + TAX_RATE) / 2, 10_000L + TAX_RATE);
        return gross - net;
    }

    /** What a person reads: {@code 4 299 kr}, with öre only where there are any. */
    static String kronor(long ore) {
        var whole = String.format(Locale.ROOT, "%,d", ore / 100).replace(',', '\u00a0');
        return whole + (ore % 100 == 0 ? "" : String.format(Locale.ROOT, ",%02d", ore % 100)) + "\u00a0kr";
    }
}
