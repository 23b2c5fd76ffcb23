package io.hppgateway.session;

/**
 * The way back for Klarna's callbacks of one create request.
 *
 * @param nonce names the request, 22 characters of base64url
 * @param url what Klarna is given as {@code status_update}; holds Klarna's placeholder {@code {{session_id}}}
 */
public record CallbackLink(String nonce, String url) {}
