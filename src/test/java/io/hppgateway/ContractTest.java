package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.contract.Contract;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contracts against the meta-schema, and against the route tables. */
final class ContractTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @Test
    void bothAreValidOpenApi31() {
        for (var contracts : List.of(Contracts.PUBLIC, Contracts.MANAGEMENT)) {
            assertThat(contracts.contract().root().getString("openapi")).startsWith("3.1");
            assertThat(contracts.metaFaults()).isEmpty();
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
        for (var contract : List.of(Contract.ofPublicPort(), Contract.ofManagementPort())) {
            var used = new TreeSet<String>();
            references(contract.root(), used);
            assertThat(used)
                    .allSatisfy(reference -> assertThat(contract.resolve(new JsonObject().put("$ref", reference)))
                            .isNotNull());
            var components = contract.root().getJsonObject("components");
            for (String kind : List.of("schemas", "responses", "parameters", "headers")) {
                components
                        .getJsonObject(kind, new JsonObject())
                        .fieldNames()
                        .forEach(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
            }
        }
    }

    private static void references(Object node, Set<String> into) {
        if (node instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String reference) {
                into.add(reference);
            }
            object.fieldNames().forEach(name -> references(object.getValue(name), into));
        } else if (node instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                references(array.getValue(i), into);
            }
        }
    }

    @Test
    void everyOperationHasItsOwnIdASummaryAndAKnownTag() {
        for (var contract : List.of(Contract.ofPublicPort(), Contract.ofManagementPort())) {
            var tags = contract.root().getJsonArray("tags").encode();
            var ids = new TreeSet<String>();
            for (var operation : contract.operations()) {
                assertThat(ids.add(operation.id())).as(operation.id()).isTrue();
                assertThat(operation.node().getString("summary")).isNotBlank();
                assertThat(tags)
                        .contains("\"" + operation.node().getJsonArray("tags").getString(0) + "\"");
            }
        }
    }

    @Test
    void thePublicRoutesAreTheOperationsOfItsContract() {
        compare(kit.node().gateway().publicRoutes(), Contract.ofPublicPort());
    }

    @Test
    void theManagementRoutesAreTheOperationsOfItsContract() {
        compare(kit.node().gateway().managementRoutes(), Contract.ofManagementPort());
    }

    private static void compare(Router router, Contract contract) {
        var forwarded = forwarded(contract);
        assertThat(wholes(router)).as("paths that are forwarded whole").isEqualTo(forwarded);
        var documented = new TreeSet<String>();
        for (var operation : contract.operations()) {
            String path = template(operation.path());
            if (forwarded.stream().noneMatch(whole -> covers(whole, path))) {
                documented.add(operation.verb() + " " + path);
            }
        }
        assertThat(single(router)).isEqualTo(documented);
    }

    /** Behind each of them stands at least one operation. */
    @Test
    void everyForwardedPathHasOperations() {
        var contract = Contract.ofPublicPort();
        assertThat(forwarded(contract))
                .isNotEmpty()
                .allSatisfy(whole -> assertThat(contract.operations())
                        .anyMatch(operation -> covers(whole, template(operation.path()))));
    }

    private static Set<String> forwarded(Contract contract) {
        var all = new TreeSet<String>();
        contract.root()
                .getJsonArray("x-forwarded", new JsonArray())
                .forEach(path -> all.add(template(path.toString())));
        return all;
    }

    private static boolean covers(String whole, String path) {
        return whole.endsWith("*") ? path.startsWith(whole.substring(0, whole.length() - 1)) : whole.equals(path);
    }

    /** A name in a path is nobody's business but its own. */
    private static String template(String path) {
        return path.replaceAll("\\{[^}]+}|:[A-Za-z_]+", "{}");
    }

    private static String pathOf(Route route) {
        String path = template(route.getPath());
        return route.isExactPath() || path.endsWith("*") ? path : path + "*";
    }

    private static Set<String> wholes(Router router) {
        return router.getRoutes().stream()
                .filter(route -> route.getPath() != null && isWhole(route))
                .map(ContractTest::pathOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isWhole(Route route) {
        return route.methods() != null && route.methods().contains(HttpMethod.OPTIONS);
    }

    private static Set<String> single(Router router) {
        var all = new TreeSet<String>();
        router.getRoutes().stream()
                .filter(route -> route.getPath() != null && !isWhole(route))
                .forEach(route -> route.methods().forEach(method -> all.add(method + " " + pathOf(route))));
        return all;
    }
}
