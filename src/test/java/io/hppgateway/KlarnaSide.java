package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The sandbox as a test sees it: what it was called with, what it is to break, what a consumer does on its page. */
final class KlarnaSide {
    private final ApiClient http;
    private final String url;

    KlarnaSide(String url) {
        this.url = url;
        this.http = ApiClient.of(url);
    }

    String url() {
        return url;
    }

    /** Forgets calls and faults. */
    void reset() {
        http.post("/sandbox/v1/limit", new JsonObject());
        http.delete("/sandbox/v1/faults");
        http.delete("/sandbox/v1/calls");
    }

    void forgetCalls() {
        http.delete("/sandbox/v1/calls");
    }

    void heal() {
        http.delete("/sandbox/v1/faults");
    }

    /** Requests that each merchant may make a second, creates apart; until {@link #reset()}. */
    void limit(int perSecond) {
        http.post("/sandbox/v1/limit", new JsonObject().put("per_second", perSecond));
    }

    /** Everything received since the last {@link #reset()}, oldest first. */
    List<JsonObject> calls() {
        return objects(http.get("/sandbox/v1/calls").json().getJsonArray("calls"));
    }

    /** Those of one method and path. */
    List<JsonObject> calls(String method, String path) {
        return calls().stream()
                .filter(call -> method.equals(call.getString("method")) && path.equals(call.getString("path")))
                .toList();
    }

    /** The only call of this method and path. */
    JsonObject call(String method, String path) {
        assertThat(calls(method, path)).hasSize(1);
        return calls(method, path).get(0);
    }

    void nothingArrived() {
        assertThat(calls()).isEmpty();
    }

    void fault(JsonObject fault) {
        assertThat(http.post("/sandbox/v1/faults", fault).status()).isEqualTo(201);
    }

    /** A fault of the paths that start like this. */
    void fault(String path, String field, Object value) {
        fault(new JsonObject().put("path", path).put(field, value));
    }

    /** open, pay, decline, back, cancel, error or expire; answers the session as it is then. */
    JsonObject act(String session, String action) {
        var answer = http.post("/sandbox/v1/sessions/" + session + "/actions", new JsonObject().put("action", action));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** Every session, oldest first. */
    List<JsonObject> sessions() {
        return objects(http.get("/sandbox/v1/sessions").json().getJsonArray("sessions"));
    }

    /** Every callback call it made, with the status it got. */
    List<JsonObject> callbacks() {
        return objects(http.get("/sandbox/v1/callbacks").json().getJsonArray("callbacks"));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }
}
