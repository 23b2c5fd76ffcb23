package io.hppgateway.klarna;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls Klarna's APIs with the credentials it is told. Retries nothing. */
public final class KlarnaClient implements Klarna {
    private static final Logger LOG = LoggerFactory.getLogger(KlarnaClient.class);
    // Klarna's largest answer is a KP or KCO session with its html_snippet, some 50 KiB; its own request limit is 1 MB.
    private static final int ANSWER_LIMIT = 2 << 20;
    private static final int IDLE_SECONDS = 30;

    private final Vertx vertx;
    private final HttpClient http;
    private final KlarnaSettings settings;

    public KlarnaClient(Vertx vertx, KlarnaSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.http = vertx.httpClientBuilder()
                .with(options(settings))
                .with(new PoolOptions().setHttp1MaxSize(settings.connections()).setMaxWaitQueueSize(settings.waiting()))
                .build();
    }

    private static HttpClientOptions options(KlarnaSettings settings) {
        return new HttpClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setVerifyHost(true);
    }

    @Override
    public Future<KlarnaAnswer> call(Upstream upstream, KlarnaRequest request) {
        var attempt = new Attempt(upstream, request);
        return attempt.run();
    }

    /** Closes idle connections. */
    public Future<Void> close() {
        return http.close();
    }

    /** One call: it ends with the answer, with a failure, or with its time. */
    private final class Attempt {
        private final Upstream upstream;
        private final KlarnaRequest request;
        private final Promise<KlarnaAnswer> result = Promise.promise();
        private final AtomicBoolean connected = new AtomicBoolean();
        private final long timer;

        Attempt(Upstream upstream, KlarnaRequest request) {
            this.upstream = upstream;
            this.request = request;
            this.timer = vertx.setTimer(settings.responseTimeout().toMillis(), expired -> timeOut());
        }

        Future<KlarnaAnswer> run() {
            http.request(options())
                    .compose(this::send)
                    .compose(this::read)
                    .onComplete(result::tryComplete, failure -> result.tryFail(understand(failure)));
            return result.future().onComplete(done -> vertx.cancelTimer(timer));
        }

        private RequestOptions options() {
            return new RequestOptions()
                    .setMethod(request.method())
                    .setHost(upstream.base().getHost())
                    .setPort(upstream.port())
                    .setSsl(upstream.isTls())
                    .setURI(request.uri())
                    .setHeaders(io.vertx.core.MultiMap.caseInsensitiveMultiMap().addAll(request.headers()))
                    .putHeader(
                            HttpHeaders.AUTHORIZATION, upstream.authorization().reveal());
        }

        private Future<HttpClientResponse> send(HttpClientRequest wire) {
            connected.set(true);
            result.future().onFailure(late -> wire.reset());
            return request.body().length() == 0 ? wire.send() : wire.send(request.body());
        }

        private Future<KlarnaAnswer> read(HttpClientResponse response) {
            Promise<KlarnaAnswer> whole = Promise.promise();
            var body = Buffer.buffer();
            response.handler(chunk -> {
                body.appendBuffer(chunk);
                if (body.length() > ANSWER_LIMIT) {
                    whole.tryFail(KlarnaException.unusable("answered with more than " + ANSWER_LIMIT + " bytes"));
                }
            });
            response.exceptionHandler(whole::tryFail);
            response.endHandler(
                    end -> whole.tryComplete(new KlarnaAnswer(response.statusCode(), response.headers(), body)));
            return whole.future();
        }

        private void timeOut() {
            var kind = connected.get() ? KlarnaException.Kind.TIMEOUT : KlarnaException.Kind.UNREACHABLE;
            result.tryFail(new KlarnaException(
                    kind, upstream.origin() + " did not answer within " + settings.responseTimeout(), (Throwable)
                            null));
        }

        private KlarnaException understand(Throwable failure) {
            if (failure instanceof KlarnaException known) {
                return known;
            }
            LOG.atDebug().setCause(failure).log("{} gave no answer", upstream.origin());
            return new KlarnaException(kind(failure), upstream.origin() + ": " + failure.getMessage(), failure);
        }

        private KlarnaException.Kind kind(Throwable failure) {
            if (failure instanceof ConnectionPoolTooBusyException) {
                return KlarnaException.Kind.OVERLOADED;
            }
            boolean refused = failure instanceof ConnectException || failure instanceof UnknownHostException;
            return refused || !connected.get() ? KlarnaException.Kind.UNREACHABLE : KlarnaException.Kind.BROKEN;
        }
    }
}
