package io.hppgateway.bench;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;

/** vertx-http-proxy as its manual shows it, on one event loop per core, with one header put in. Arguments: port, upstream port. */
public final class ProxyPeer extends VerticleBase {
    private final int port;
    private final int upstream;

    private ProxyPeer(int port, int upstream) {
        this.port = port;
        this.upstream = upstream;
    }

    public static void main(String[] args) {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        vertx.deployVerticle(
                        () -> new ProxyPeer(Integer.parseInt(args[0]), Integer.parseInt(args[1])),
                        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
                .await();
    }

    @Override
    public Future<?> start() {
        var client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(256));
        var proxy = HttpProxy.reverseProxy(client).origin(upstream, "127.0.0.1").addInterceptor(new Credentials());
        return vertx.createHttpServer().requestHandler(proxy).listen(port, "127.0.0.1");
    }

    private static final class Credentials implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            context.request().headers().set("Authorization", "Basic UEtfYmVuY2g6YmVuY2g=");
            return context.sendRequest();
        }
    }
}
