package io.hppgateway.bound;

/** A limit on how much is under way. What it turns away comes again; nothing is lost by it. */
public enum Bound {
    /** {@code webhook.in-flight}: deliveries under way on an event loop. More are given back and granted again. */
    WEBHOOK_IN_FLIGHT("webhook-in-flight"),
    /** {@code webhook.waiting-per-host}: deliveries that wait for a connection. More are given back for 100 ms. */
    WEBHOOK_WAITING_PER_HOST("webhook-waiting-per-host"),
    /** A delivery that no event loop took within 250 ms of its grant. It is given back. */
    WEBHOOK_HANDOVER("webhook-handover"),
    /** {@code klarna.waiting}: requests that wait for a connection to Klarna. More get 503. */
    KLARNA_WAITING("klarna-waiting"),
    /** {@code upstream.in-flight}: calls under way to an API host of Klarna's. More get 503. */
    UPSTREAM_IN_FLIGHT("upstream-in-flight"),
    /** {@code upstream.tenant-in-flight}: of them, those of one tenant. More get 503. */
    UPSTREAM_TENANT_IN_FLIGHT("upstream-tenant-in-flight"),
    /** 2,048 commands in flight on an event loop's connection to Redis. More fail as if Redis were away. */
    REDIS_IN_FLIGHT("redis-in-flight"),
    /** {@code reconcile.in-flight}: checks under way. More wait in their queue. */
    RECONCILE_IN_FLIGHT("reconcile-in-flight"),
    /** 100 event streams of a tenant at one process. More get 429. */
    EVENT_STREAMS("event-streams"),
    /** 200 reads of a tenant that wait at one process. More get 429. */
    WAITING_READS("waiting-reads"),
    /** A reader of a stream that took nothing for 30 s. It is cut off, and resumes where it was. */
    STREAM_READER("stream-reader");

    private final String label;

    Bound(String label) {
        this.label = label;
    }

    /** The label {@code bound} of the metric. */
    public String label() {
        return label;
    }
}
