package io.hppgateway.proof.many;

import io.hppgateway.proof.Pod;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Kubernetes Service as its clients see it: new connections go to ready pods in turn; a connection that exists stays with its
 * pod, ready or not, until one of the two ends it. Readiness is probed every 250 ms. A call is made once, whatever becomes of it.
 */
final class Service {
    /** Longer than Klarna's three seconds: a slow machine is no failed request. */
    private static final long PATIENCE_MS = 20_000;

    private static final long PROBE_MS = 250;

    private final HttpClientAgent http;
    private final HttpClientAgent probes;
    private final Queue<HttpClientConnection> idle = new ConcurrentLinkedQueue<>();
    private final List<Pod> ready = new CopyOnWriteArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();

    /** An answer; status 0 for none, and then why. */
    record Answer(int status, Buffer body) {}

    Service(Vertx vertx, List<Pod> pods) {
        var options = new HttpClientOptions().setConnectTimeout(1000).setKeepAlive(true);
        http = vertx.createHttpClient(options);
        probes = vertx.createHttpClient(new HttpClientOptions(options).setKeepAlive(false));
        vertx.setPeriodic(PROBE_MS, due -> pods.forEach(this::probe));
    }

    /** Pods that get new connections now. */
    int ready() {
        return ready.size();
    }

    /** Whether this pod is among them. */
    boolean isReady(Pod pod) {
        return ready.contains(pod);
    }

    /** Connections that were ever made. */
    int opened() {
        return opened.get();
    }

    private void probe(Pod pod) {
        var request = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(pod.managementPort())
                .setURI("/health/ready");
        probes.request(request)
                .compose(open -> open.send())
                .map(answer -> answer.statusCode() == 200)
                .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .otherwise(false)
                .onSuccess(is -> note(pod, is));
    }

    private synchronized void note(Pod pod, boolean is) {
        if (!is) {
            ready.remove(pod);
        } else if (!ready.contains(pod)) {
            ready.add(pod);
        }
    }

    /** One POST. */
    Future<Answer> post(String uri, Map<String, String> headers, Buffer body) {
        return connection()
                .compose(open -> exchange(open, uri, headers, body))
                .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .otherwise(failure -> new Answer(0, Buffer.buffer(String.valueOf(failure))));
    }

    private Future<HttpClientConnection> connection() {
        var kept = idle.poll();
        return kept == null ? connect() : Future.succeededFuture(kept);
    }

    private Future<HttpClientConnection> connect() {
        var now = List.copyOf(ready);
        if (now.isEmpty()) {
            return Future.failedFuture("the service has no endpoint");
        }
        Pod pod = now.get(Math.floorMod(turns.getAndIncrement(), now.size()));
        opened.incrementAndGet();
        return http.connect(new HttpConnectOptions().setHost("127.0.0.1").setPort(pod.port()))
                .onSuccess(open -> open.closeHandler(gone -> idle.remove(open)));
    }

    private Future<Answer> exchange(HttpClientConnection open, String uri, Map<String, String> headers, Buffer body) {
        return open.request(new RequestOptions().setMethod(HttpMethod.POST).setURI(uri))
                .compose(request -> {
                    headers.forEach(request::putHeader);
                    return request.send(body);
                })
                .compose(response -> response.body().map(read -> answered(open, response, read)));
    }

    private Answer answered(HttpClientConnection open, HttpClientResponse response, Buffer body) {
        if (HttpHeaders.CLOSE.toString().equalsIgnoreCase(response.getHeader(HttpHeaders.CONNECTION))) {
            open.close();
        } else {
            idle.add(open);
        }
        return new Answer(response.statusCode(), body);
    }
}
