package io.hppgateway.history;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/**
 * A session with its history.
 *
 * @param session Klarna's JSON as last told or read; empty when there was none, or nothing opens it
 * @param unreadable whether there is one that no key of ours opens
 * @param timeline what happened, oldest first
 * @param cut whether the timeline goes further back than this
 */
public record SessionView(
        SessionSummary summary, Optional<Buffer> session, boolean unreadable, List<Step> timeline, boolean cut) {}
