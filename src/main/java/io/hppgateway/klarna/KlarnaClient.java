package io.hppgateway.klarna;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.BoundedStream;
import io.hppgateway.http.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls Klarna's APIs with the credentials it is told. Retries nothing. */
public final class KlarnaClient implements Klarna {
    private static final Logger LOG = LoggerFactory.getLogger(KlarnaClient.class);
    // Klarna's largest answer is a KP or KCO session with its html_snippet, some 50 KiB; its own request limit is 1 MB.
    private static final int ANSWER_LIMIT = 2 << 20;

    private final Vertx vertx;
    private final KlarnaConnections connections;
    private final KlarnaSettings settings;

    public KlarnaClient(Vertx vertx, KlarnaSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.connections = new KlarnaConnections(vertx, settings);
    }

    @Override
    public Future<KlarnaReply> open(Upstream upstream, KlarnaRequest request) {
        return new Attempt(upstream, request).run();
    }

    /** Closes idle connections. */
    public Future<Void> close() {
        return connections.close();
    }

    /** One call: it ends with the end of the answer, with a failure, or with its time. */
    private final class Attempt {
        private final Upstream upstream;
        private final KlarnaRequest request;
        private final Promise<KlarnaReply> head = Promise.promise();
        private final Promise<Void> over = Promise.promise();
        private final AtomicReference<@Nullable HttpClientRequest> wire = new AtomicReference<>();

        Attempt(Upstream upstream, KlarnaRequest request) {
            this.upstream = upstream;
            this.request = request;
        }

        Future<KlarnaReply> run() {
            long timer = vertx.setTimer(settings.responseTimeout().toMillis(), expired -> timeOut());
            over.future().onFailure(head::tryFail).onComplete(done -> vertx.cancelTimer(timer));
            connections
                    .request(options())
                    .compose(this::send)
                    .map(this::reply)
                    .onComplete(head::tryComplete, failure -> over.tryFail(understand(failure)));
            return head.future();
        }

        private RequestOptions options() {
            return new RequestOptions()
                    .setMethod(request.method())
                    .setHost(upstream.host().name())
                    .setPort(upstream.host().port())
                    .setSsl(upstream.host().isTls())
                    .setURI(request.uri())
                    .setHeaders(request.headers());
        }

        private Future<HttpClientResponse> send(HttpClientRequest connected) {
            wire.set(connected);
            connected.putHeader(
                    HttpHeaders.AUTHORIZATION, upstream.authorization().reveal());
            var stream = request.stream();
            connected.exceptionHandler(
                    told -> LOG.trace("a call failed", told)); // the future of its answer tells it too
            over.future().onComplete(done -> {
                if (done.failed() || (stream != null && !stream.isOver())) {
                    cut(connected);
                }
            });
            if (stream == null) {
                return request.body().length() == 0 ? connected.send() : connected.send(request.body());
            }
            connected.setChunked(!request.headers().contains(HttpHeaders.CONTENT_LENGTH));
            stream.pipe().endOnFailure(false).to(connected).onFailure(this::uploadBroke);
            return connected.response();
        }

        /**
         * On HTTP/1.1 the connection goes too. A reset after the answer's end leaves it open, and then the next request on it
         * would be read as the rest of this one's body.
         */
        private static void cut(HttpClientRequest connected) {
            connected.reset();
            if (connected.version() != HttpVersion.HTTP_2) {
                connected.connection().close();
            }
        }

        /** The caller's fault ends the call. Klarna's does not: it may have answered before it stopped reading. */
        private void uploadBroke(Throwable failure) {
            if (failure instanceof ProblemException) {
                over.tryFail(failure);
            }
        }

        private KlarnaReply reply(HttpClientResponse response) {
            response.pause();
            if (announcedLength(response) > ANSWER_LIMIT) {
                throw tooLong();
            }
            var body = new BoundedStream(response, ANSWER_LIMIT, Attempt::tooLong, this::understand);
            return new KlarnaReply(response.statusCode(), response.headers(), body, over);
        }

        private static long announcedLength(HttpClientResponse response) {
            @Nullable String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
            return length == null ? 0 : Long.parseLong(length); // the codec has judged it
        }

        private static KlarnaException tooLong() {
            return KlarnaException.unusable("answered with more than " + ANSWER_LIMIT + " bytes");
        }

        private void timeOut() {
            var connected = wire.get();
            var stream = request.stream();
            if (connected != null && stream != null && !stream.isOver() && !connected.writeQueueFull()) {
                over.tryFail(Bodies.tooSlow());
                return;
            }
            over.tryFail(new KlarnaException(
                    connected == null ? KlarnaException.Kind.UNREACHABLE : KlarnaException.Kind.TIMEOUT,
                    upstream.host().origin() + " did not answer within " + settings.responseTimeout(),
                    (Throwable) null));
        }

        private KlarnaException understand(Throwable failure) {
            if (failure instanceof KlarnaException known) {
                return known;
            }
            LOG.atDebug()
                    .setCause(failure)
                    .log("{} gave no answer", upstream.host().origin());
            return new KlarnaException(kind(failure), upstream.host().origin() + ": " + failure.getMessage(), failure);
        }

        private KlarnaException.Kind kind(Throwable failure) {
            if (failure instanceof ConnectionPoolTooBusyException) {
                return KlarnaException.Kind.OVERLOADED;
            }
            boolean refused = failure instanceof ConnectException || failure instanceof UnknownHostException;
            return refused || wire.get() == null ? KlarnaException.Kind.UNREACHABLE : KlarnaException.Kind.BROKEN;
        }
    }
}
