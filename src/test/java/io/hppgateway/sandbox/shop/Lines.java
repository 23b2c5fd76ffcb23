package io.hppgateway.sandbox.shop;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/** Puts the lines of a stream that does not end into a queue. */
record Lines(BlockingQueue<String> queue) implements Subscriber<String> {
    static final String END = "<end>";

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        queue.add(line);
    }

    @Override
    public void onError(Throwable failure) {
        queue.add(END);
    }

    @Override
    public void onComplete() {
        queue.add(END);
    }
}
