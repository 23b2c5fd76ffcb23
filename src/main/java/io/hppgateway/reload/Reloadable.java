package io.hppgateway.reload;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Set;

/** Something in force that is made of files. Its methods may block; they run on a worker thread. */
public interface Reloadable {
    /** What it is, for the log and the label {@code what} of the metrics: one or two words. */
    String name();

    /** The files it is made of, as of now; one that is missing belongs to them as well. */
    Set<Path> files();

    /**
     * Reads them, and changes nothing yet.
     *
     * @throws RefusedException when they cannot be used; then what is in force stays
     */
    Change read();

    /** What was read and is good. */
    @FunctionalInterface
    interface Change {
        /**
         * Puts it in force, whole.
         *
         * @return what changed, as a sentence's end, such as {@code added acme}; empty when it was in force already. A failure
         *     is tried again at every look: with a {@link RefusedException} what was wrong is not in the files
         */
        Future<String> take();
    }
}
