package io.hppgateway.proof.many;

import static io.hppgateway.testkit.TestJournal.await;

import io.hppgateway.proof.Estate;
import io.hppgateway.proof.KlarnaPeer;
import io.hppgateway.proof.Pod;
import io.hppgateway.proof.Shop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Shops, customers, Klarna, and gateway processes behind one Service. Its methods block. */
public final class Street implements AutoCloseable {
    /** On a busy machine everything takes its time; what comes true ends the wait at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Map<String, String> SET = Map.of(
            // Longer than a probe takes to notice, on a busy machine too.
            "HPP_SHUTDOWN_DELAY", "5s",
            "HPP_SHUTDOWN_DRAIN", "10s",
            "HPP_WEBHOOK_SCHEDULE", "0s,200ms,500ms" + ",1s".repeat(100),
            "HPP_WEBHOOK_FIRST_BREAK", "200ms",
            "HPP_WEBHOOK_LONGEST_BREAK", "1s",
            "HPP_WEBHOOK_LEASE_MARGIN", "1s");

    private final Vertx vertx = Vertx.vertx();
    private final Books books = new Books();
    private final Till till = new Till(vertx, books);
    private final KlarnaPeer klarna = KlarnaPeer.start(vertx);
    private final List<Shop> shops;
    private final List<Pod> pods = new ArrayList<>();
    private final Service service;
    private final List<Customers> customers = new ArrayList<>();

    private Street(Path directory, String redisUrl, int pods, List<String> tenants, Map<String, String> more)
            throws IOException {
        shops = tenants.stream().map(till::shop).toList();
        var set = new HashMap<>(SET);
        set.putAll(more);
        var estate = Estate.write(directory, shops, klarna.url(), redisUrl, set);
        for (int i = 1; i <= pods; i++) {
            this.pods.add(estate.pod("pod-" + i));
        }
        service = new Service(vertx, this.pods);
    }

    /** Starts so many pods, and returns when they are ready. */
    public static Street open(Path directory, String redisUrl, int pods, List<String> tenants, Map<String, String> more)
            throws IOException {
        var street = new Street(directory, redisUrl, pods, tenants, more);
        street.pods.forEach(Pod::start);
        street.until("all pods are ready", () -> street.service.ready() == pods);
        return street;
    }

    /** Lets so many people into each shop, who take so long between two steps. */
    public void crowd(int people, Duration pace) {
        var group = new Customers(vertx, service, klarna, books, pace.toMillis());
        shops.forEach(shop -> group.enter(shop, people));
        customers.add(group);
    }

    /** While the shops are shut, webhooks are answered with 500: what is accepted is owed. */
    public void shut(boolean now) {
        till.shut(now);
    }

    /** Waits until so many more events got a 200. */
    public void letPass(int events) {
        int before = books.accepted();
        until(events + " more events", () -> books.accepted() >= before + events);
    }

    /** Everybody leaves. */
    public void empty(Duration patience) {
        var left = Future.all(customers.stream().map(Customers::leave).toList());
        Awaitility.await("customers leave").atMost(patience).until(left::isComplete);
        await(left);
    }

    /** Waits for a condition. */
    public void until(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(condition);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            var logs = IntStream.range(0, pods.size())
                    .mapToObj(i -> pods.get(i).log())
                    .toList();
            throw new AssertionError(what + ": not within " + PATIENCE + "; " + books + "\n" + logs, e);
        }
    }

    /** Stops a pod in order and starts it again. */
    public void roll(int pod) {
        pods.get(pod).terminate();
        restart(pod);
    }

    /** Kills a pod and starts it again. */
    public void kill(int pod) {
        pods.get(pod).kill();
        restart(pod);
    }

    private void restart(int pod) {
        until("the service has noticed", () -> !service.isReady(pods.get(pod)));
        pods.get(pod).start();
        until("a pod is back", () -> service.isReady(pods.get(pod)));
    }

    public Books books() {
        return books;
    }

    /** Connections that callers ever made. */
    public int connections() {
        return service.opened();
    }

    /** What the pods wrote into their logs. */
    public String logs() {
        return String.join("\n", pods.stream().map(Pod::log).toList());
    }

    @Override
    public void close() {
        pods.forEach(Pod::close);
        await(vertx.close());
    }
}
