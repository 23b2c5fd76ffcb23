package io.hppgateway;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Verticles that were deployed, to be undeployed the last first. */
final class Deployments {
    private final Vertx vertx;
    private final Deque<String> ids = new ArrayDeque<>();

    Deployments(Vertx vertx) {
        this.vertx = vertx;
    }

    /** So many of it, each on an event loop; none is fine. */
    Future<Void> deploy(Supplier<? extends Deployable> verticle, int instances) {
        return instances == 0
                ? Future.succeededFuture()
                : vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
                        .onSuccess(ids::push)
                        .mapEmpty();
    }

    /** All of them, one after the other, whatever one of them says. */
    Future<Void> undeploy() {
        String last = ids.poll();
        return last == null ? Future.succeededFuture() : vertx.undeploy(last).eventually(this::undeploy);
    }
}
