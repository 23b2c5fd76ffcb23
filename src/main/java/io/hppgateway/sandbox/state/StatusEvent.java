package io.hppgateway.sandbox.state;

import io.vertx.core.json.JsonObject;

/**
 * One change that Klarna tells a merchant about.
 *
 * @param eventId the same on every try to deliver it
 * @param url the merchant's {@code status_update} URL with its placeholders filled
 * @param session what a read answered at the moment of the change
 */
public record StatusEvent(String eventId, String merchant, String sessionId, String url, JsonObject session) {}
