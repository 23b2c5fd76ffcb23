package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.proof.Report;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every request that a Klarna client may send, once straight to Klarna and once through the gateway: the answers are the same. */
final class ConformanceTest {
    static final List<String> files = ConformanceCases.FILES;

    private static final AtomicInteger requests = new AtomicInteger();
    private static final AtomicInteger own = new AtomicInteger();
    private static final AtomicInteger differing = new AtomicInteger();
    private static final Set<String> operations = new ConcurrentSkipListSet<>();

    private static GatewayKit kit;
    private static KlarnaVisit direct;
    private static KlarnaVisit through;
    private static Sameness sameness;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
        var klarna = kit.klarna();
        direct = new KlarnaVisit(
                klarna.url(),
                ApiClient.of(klarna.url())
                        .authorized("Basic " + ApiClient.base64("PK_acme:" + KitTenants.ACME_PASSWORD)),
                klarna);
        through = new KlarnaVisit(kit.url(), kit.acme(), klarna);
        sameness = new Sameness(klarna.url(), kit.url());
    }

    @AfterAll
    static void close() throws IOException {
        Report.print("CONFORMANCE operations=" + operations.size() + " requests=" + requests + " differences="
                + differing + " refused-by-the-gateway-itself=" + own);
        kit.close();
    }

    @ParameterizedTest
    @FieldSource("files")
    void everyRequestIsAnsweredAsByKlarnaItself(String file) {
        var wrong = new ArrayList<String>();
        for (var operation : ConformanceCases.read(file)) {
            operations.add(operation.name());
            for (var one : operation.cases()) {
                wrong.addAll(compare(operation, one));
            }
        }
        differing.addAndGet(wrong.size());
        assertThat(wrong).isEmpty();
    }

    /** A URL at a host that is not the account's would send the account's credentials astray: the README says 400. */
    private static boolean isForeign(JsonArray one) {
        return one.encode().contains("klarna.invalid");
    }

    private static List<String> compare(ConformanceCases.Operation operation, JsonArray one) {
        requests.incrementAndGet();
        var there = CompletableFuture.supplyAsync(() -> send(direct, operation, one));
        var here = send(through, operation, one);
        if (Sameness.isOwn(here)) {
            own.incrementAndGet();
        }
        if (isForeign(one)) {
            here.isProblem(400, "BAD_VALUE");
            return List.of();
        }
        return sameness.differences(there.join(), here).stream()
                .map(difference -> operation.name() + " " + one + ": " + difference)
                .toList();
    }

    private static ApiClient.Answer send(KlarnaVisit visit, ConformanceCases.Operation operation, JsonArray one) {
        var answer = visit.send(operation.method(), operation.pathOf(one), operation.bodyOf(one));
        if (!operation.method().equals("GET") && answer.status() < 300) {
            // It may be used up or changed.
            for (String name : List.of("kp", "hpp", "authorization", "order", "capture", "refund", "token", "kco")) {
                if (operation.path().contains("{" + name + "}")) {
                    visit.forget(name);
                }
            }
        }
        return answer;
    }
}
