package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.contract.Contract;
import io.hppgateway.testkit.Browser;
import io.hppgateway.testkit.BrowserTest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** The contract as people read it. */
final class ContractPageIT {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BrowserTest
    @Test
    void thePageShowsEveryOperationOfThePublicPort(Browser browser) {
        shows(browser.size(1280, 900).go(kit.url() + "/docs"), Contract.ofPublicPort(), "docs");
    }

    @BrowserTest
    @Test
    void thePageOfTheManagementPortShowsItsOwn(Browser browser) {
        shows(
                browser.size(1280, 900).go(kit.managementUrl() + "/docs"),
                Contract.ofManagementPort(),
                "docs-management");
    }

    @BrowserTest
    @Test
    void itFitsASmallScreen(Browser browser) {
        browser.size(390, 800).go(kit.url() + "/docs").visible("h1");

        assertThat(browser.overflows()).isFalse();
        browser.screenshot("docs-small");
    }

    private static void shows(Browser browser, Contract contract, String name) {
        browser.visible("h1");
        for (var operation : contract.operations()) {
            String text = browser.text("#" + operation.id());
            assertThat(text).contains(operation.node().getString("summary"), operation.verb(), operation.path());
            operation
                    .node()
                    .getJsonObject("responses")
                    .fieldNames()
                    .forEach(status -> assertThat(text).contains(status));
        }
        linksLeadSomewhere(browser);
        assertThat(loaded(browser)).isEmpty();
        browser.assertNoConsoleErrors();
        browser.screenshot(name);
    }

    private static void linksLeadSomewhere(Browser browser) {
        Object dangling = browser.driver()
                .executeScript("return [...document.querySelectorAll('a[href^=\"#\"]')]"
                        + ".filter(a => !document.getElementById(a.getAttribute('href').slice(1)))"
                        + ".map(a => a.getAttribute('href'))");
        assertThat(dangling).isEqualTo(List.of());
        assertThat(browser.driver().findElements(By.cssSelector("nav a"))).isNotEmpty();
    }

    /** Whatever else the page fetched. */
    private static List<?> loaded(Browser browser) {
        Object names = browser.driver()
                .executeScript("return performance.getEntriesByType('resource').map(r => r.name)"
                        + ".filter(n => !n.startsWith('data:'))");
        return (List<?>) names;
    }
}
