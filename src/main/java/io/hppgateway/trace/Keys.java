package io.hppgateway.trace;

import io.opentelemetry.api.common.AttributeKey;

/** Names of attributes: OpenTelemetry's semantic conventions for HTTP (1.23 and later), and our own, which start with hpp. */
final class Keys {
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<Long> RESENDS = AttributeKey.longKey("http.request.resend_count");
    static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("url.template");
    static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> TENANT = AttributeKey.stringKey("hpp.tenant");
    static final AttributeKey<String> SESSION = AttributeKey.stringKey("hpp.session_id");
    static final AttributeKey<String> CORRELATION = AttributeKey.stringKey("hpp.correlation_id");
    static final AttributeKey<String> KLARNAS_CORRELATION = AttributeKey.stringKey("hpp.klarna_correlation_id");
    static final AttributeKey<Boolean> INCOMPLETE = AttributeKey.booleanKey("hpp.incomplete");
    static final AttributeKey<String> EVENT = AttributeKey.stringKey("hpp.event_id");
    static final AttributeKey<String> EVENT_TYPE = AttributeKey.stringKey("hpp.event_type");
    static final AttributeKey<Long> SEQUENCE = AttributeKey.longKey("hpp.sequence");
    static final AttributeKey<String> STATUS = AttributeKey.stringKey("hpp.status");
    static final AttributeKey<String> SOURCE = AttributeKey.stringKey("hpp.source");
    static final AttributeKey<Boolean> VERIFIED = AttributeKey.booleanKey("hpp.verified");
    static final AttributeKey<Boolean> KNOWN = AttributeKey.booleanKey("hpp.known");
    static final AttributeKey<String> ENDPOINT = AttributeKey.stringKey("hpp.endpoint_id");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("hpp.attempt");
    static final AttributeKey<Boolean> REPLAY = AttributeKey.booleanKey("hpp.replay");

    private Keys() {}
}
