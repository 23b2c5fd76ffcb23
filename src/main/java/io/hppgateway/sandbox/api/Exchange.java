package io.hppgateway.sandbox.api;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One request to the sandbox and its answer. */
public final class Exchange {
    private static final String BODY = "sandbox.body";
    private static final String MERCHANT = "sandbox.merchant";
    private static final String CUT = "sandbox.cut";

    // Klarna refuses bodies of more than 1 MB.
    private static final int BODY_LIMIT = 1 << 20;

    private final RoutingContext ctx;

    private Exchange(RoutingContext ctx) {
        this.ctx = ctx;
    }

    public static Exchange of(RoutingContext ctx) {
        return new Exchange(ctx);
    }

    /** Reads the body, then goes on; 413 for a body larger than Klarna takes. */
    public static void read(RoutingContext ctx) {
        Bodies.read(ctx.request(), BODY_LIMIT)
                .onSuccess(body -> ctx.put(BODY, body).next())
                .onFailure(ctx::fail);
    }

    void identified(String merchant) {
        ctx.put(MERCHANT, merchant);
    }

    /** The answer is to end in the middle. */
    void cutAnswer() {
        ctx.put(CUT, true);
    }

    Buffer body() {
        return ctx.get(BODY, Buffer.buffer());
    }

    Optional<String> knownMerchant() {
        return Optional.ofNullable(ctx.get(MERCHANT));
    }

    /** The id of the merchant whose request it is. */
    public String merchant() {
        return knownMerchant().orElseThrow();
    }

    public @Nullable String pathParam(String name) {
        return ctx.pathParam(name);
    }

    /**
     * The body as an object.
     *
     * @throws io.hppgateway.http.ProblemException 400 when it is none
     */
    public JsonObject json() {
        try {
            return new JsonObject(body());
        } catch (DecodeException | ClassCastException e) {
            throw Problem.of(400, "BAD_REQUEST", "The body is not a JSON object.")
                    .toException();
        }
    }

    /** Answers with an object. */
    public void answer(int status, JsonObject body) {
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        answer(status, "application/json;charset=utf-8", body.toBuffer());
    }

    /** Answers with a list. */
    public void answer(int status, JsonArray body) {
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        answer(status, "application/json;charset=utf-8", body.toBuffer());
    }

    /** Answers that something was made, which can be read at a URL; there is no body. */
    public void made(String url, String idHeader, String id) {
        ctx.response().putHeader("Location", url).putHeader(idHeader, id);
        answer(201);
    }

    void answer(int status, String contentType, Buffer plain) {
        var response = ctx.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType);
        var body = plain;
        if (takesGzip()) {
            // As Klarna does, for who asks for it.
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            body = gzip(plain);
        }
        if (ctx.get(CUT) == null) {
            response.end(body);
        } else {
            cut(response, body);
        }
    }

    /** Answers with no body. */
    public void answer(int status) {
        if (ctx.get(CUT) == null) {
            ctx.response().setStatusCode(status).end();
        } else {
            ctx.response().reset(); // there is no middle of an empty body
        }
    }

    private boolean takesGzip() {
        @Nullable String accepted = ctx.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && accepted.contains("gzip");
    }

    private static Buffer gzip(Buffer plain) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory: it does not happen
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static void cut(HttpServerResponse response, Buffer whole) {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(whole.length()));
        response.write(whole.slice(0, whole.length() / 2)).onComplete(written -> response.reset());
    }
}
