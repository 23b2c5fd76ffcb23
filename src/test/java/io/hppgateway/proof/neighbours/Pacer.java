package io.hppgateway.proof.neighbours;

import static io.hppgateway.testkit.TestJournal.await;
import static org.awaitility.Awaitility.await;

import io.hppgateway.proof.GatewayCalls;
import io.hppgateway.proof.Pod;
import io.hppgateway.proof.Shop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells of a shop's sessions, one after the other, at a steady pace that no answer slows down. */
final class Pacer {
    /** More than an endpoint has permits, so that a bad one has all of them in use. */
    private static final int SESSIONS = 50;

    private final Vertx vertx;
    private final GatewayCalls calls;
    private final Pod pod;
    private final List<String> sessions = new ArrayList<>();
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private int next;

    Pacer(Vertx vertx, GatewayCalls calls, Pod pod, Shop shop) {
        this.vertx = vertx;
        this.calls = calls;
        this.pod = pod;
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(await().atMost(Duration.ofSeconds(20))
                    .until(() -> await(calls.create(pod, shop)).session(), Optional::isPresent)
                    .orElseThrow());
        }
    }

    /** Begins; tells so many events and then ends. */
    Future<Void> run(int perSecond, int events) {
        var answers = new ArrayList<Future<?>>();
        var all = io.vertx.core.Promise.<Void>promise();
        vertx.setPeriodic(1000 / perSecond, timer -> {
            answers.add(tell());
            if (answers.size() == events) {
                vertx.cancelTimer(timer);
                Future.join(answers).<Void>mapEmpty().onComplete(all);
            }
        });
        return all.future();
    }

    private Future<?> tell() {
        String session = sessions.get(next % SESSIONS);
        String event = session + "#" + next++;
        sent.put(event, System.nanoTime());
        return calls.tell(pod, GatewayCalls.state(session, "IN_PROGRESS", event))
                .onSuccess(answer -> {
                    if (answer.status() == 200) {
                        accepted.add(event);
                    } else {
                        refused.put(event, answer.status());
                    }
                });
    }

    /** When each event was told to the gateway, in {@link System#nanoTime()}. */
    Map<String, Long> sent() {
        return sent;
    }

    /** Events that got their 200. */
    Set<String> accepted() {
        return accepted;
    }

    /** Events that got another answer, with its status; 0 for none in time. */
    Map<String, Integer> refused() {
        return refused;
    }
}
