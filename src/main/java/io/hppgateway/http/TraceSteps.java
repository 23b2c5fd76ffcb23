package io.hppgateway.http;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** Follows pieces of work that no request stands for. */
public interface TraceSteps {
    /** Records nothing. */
    TraceSteps UNRECORDED = new TraceSteps() {
        @Override
        public <T> Future<T> follow(Step step, Function<Optional<TraceParent>, Future<T>> work) {
            return work.apply(Optional.empty());
        }
    };

    /**
     * A piece of work.
     *
     * @param name what is done, out of a handful of names
     * @param parent where it belongs; empty: it begins a trace
     * @param tenant for whom
     * @param session Klarna's HPP session id; empty for none
     */
    record Step(String name, Optional<TraceParent> parent, String tenant, String session) {}

    /** Does it, with the place that is recorded; empty when none is. */
    <T> Future<T> follow(Step step, Function<Optional<TraceParent>, Future<T>> work);
}
