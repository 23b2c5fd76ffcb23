package io.hppgateway.sandbox.state;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Where a merchant wants the consumer, and the news, to go. */
public final class MerchantUrls {
    private final JsonObject urls;

    MerchantUrls(JsonObject urls) {
        this.urls = urls;
    }

    /**
     * Where the consumer goes after a status.
     *
     * @return empty when the merchant named no URL: the page then confirms by itself
     */
    public Optional<String> after(HostedSession session) {
        return switch (session.status()) {
            case COMPLETED -> filled("success", session);
            case FAILED -> filled("failure", session);
            case ERROR -> filled("error", session).or(() -> filled("failure", session));
            case BACK -> filled("back", session);
            case CANCELLED -> filled("cancel", session);
            case WAITING, IN_PROGRESS, DISABLED -> Optional.empty();
        };
    }

    Optional<String> statusUpdate(HostedSession session) {
        return filled("status_update", session);
    }

    private Optional<String> filled(String name, HostedSession session) {
        var url = Optional.ofNullable(urls.getString(name)).filter(text -> !text.isBlank());
        return url.map(text -> fill(text, session.placeholders("success".equals(name))));
    }

    private static String fill(String url, Map<String, String> values) {
        var filled = url;
        for (var value : values.entrySet()) {
            filled = filled.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return filled;
    }
}
