package io.hppgateway.sandbox;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One sandbox for the tests of a class, with three merchants. */
abstract class SandboxFixture {
    static final SandboxMerchant ACME = new SandboxMerchant("acme-shop", "K100_acme", "acme-secret");
    static final SandboxMerchant GLOBEX = new SandboxMerchant("globex", "K200_globex", "globex:secret");
    static final SandboxMerchant INITECH = new SandboxMerchant("initech", "", "klarna_test_api_initech");
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    static final Duration RETRY = Duration.ofMillis(40);

    static Vertx vertx;
    static Sandbox sandbox;
    static SandboxClient nobody;
    static SandboxClient acme;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        var settings = new SandboxSettings("localhost", 0, List.of(ACME, GLOBEX, INITECH), TIMEOUT, RETRY);
        sandbox = Sandbox.open(vertx, settings).await(60, TimeUnit.SECONDS);
        nobody = SandboxClient.nobody(sandbox.baseUrl());
        acme = nobody.as("K100_acme", "acme-secret");
    }

    @BeforeEach
    void repair() {
        nobody.delete("/sandbox/v1/faults");
        nobody.delete("/sandbox/v1/calls");
    }

    @AfterAll
    static void close() throws Exception {
        sandbox.close().await(60, TimeUnit.SECONDS);
        vertx.close().await(60, TimeUnit.SECONDS);
    }
}
