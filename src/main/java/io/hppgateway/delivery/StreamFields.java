package io.hppgateway.delivery;

import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;

/** The fields of a stream entry, which Redis answers as one flat list. */
record StreamFields(Map<String, Response> values) {

    static StreamFields of(Response flat) {
        var values = new HashMap<String, Response>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            values.put(flat.get(i).toString(), flat.get(i + 1));
        }
        return new StreamFields(values);
    }

    /** Empty when there is none. */
    String text(String field) {
        Response value = values.get(field);
        return value == null ? "" : value.toString();
    }
}
