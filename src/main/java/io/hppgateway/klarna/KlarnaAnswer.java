package io.hppgateway.klarna;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** Klarna's whole answer, whatever its status. */
public record KlarnaAnswer(int status, MultiMap headers, Buffer body) {

    /** Whether the status is a 2xx; Klarna tells its clients not to rely on one certain code. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the answer declares a JSON body. */
    public boolean isJson() {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }
}
