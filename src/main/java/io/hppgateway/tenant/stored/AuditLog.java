package io.hppgateway.tenant.stored;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Reads the stream {@code …:{admin}:audit}, where {@link RegistryStore}'s script adds each change as it makes it. Futures fail
 * with the exceptions of {@link RedisLink}.
 */
public final class AuditLog {
    /** Entries that are kept, of some 500 bytes each: 10 MB, and months of what people do. */
    static final int MOST = 20_000;

    /** Entries of one XRANGE: half a megabyte of an answer. */
    private static final int PAGE = 1000;

    private static final String FIRST = "-";
    private static final String LAST = "+";

    private final RedisLink redis;
    private final String key;

    public AuditLog(RedisLink redis, Namespace names) {
        this.redis = redis;
        this.key = names.admin() + "audit";
    }

    /** One entry as it is listed. */
    public record Listed(String id, Instant at, AuditEntry entry) {}

    /** Adds one whose change is made elsewhere; done before it, so that no change is without an entry. */
    public Future<Void> add(AuditEntry entry) {
        var request = Request.cmd(Command.XADD)
                .arg(key)
                .arg("MAXLEN")
                .arg("~")
                .arg(MOST)
                .arg("*");
        entry.addTo(new Args()).values().forEach(request::arg);
        return redis.send(request).mapEmpty();
    }

    /**
     * Entries behind this one, the oldest first.
     *
     * @param after an id of an entry; {@code 0-0} for the beginning
     * @param tenant only this one's; empty for all
     */
    public Future<List<Listed>> after(String after, String tenant, int limit) {
        return collect(Command.XRANGE, "(" + after, tenant, limit, new ArrayList<>());
    }

    /** The newest entries, the oldest of them first. */
    public Future<List<Listed>> last(String tenant, int limit) {
        return collect(Command.XREVRANGE, LAST, tenant, limit, new ArrayList<>())
                .map(found -> {
                    Collections.reverse(found);
                    return found;
                });
    }

    private Future<List<Listed>> collect(Command command, String from, String tenant, int limit, List<Listed> found) {
        var request = Request.cmd(command)
                .arg(key)
                .arg(from)
                .arg(command.equals(Command.XRANGE) ? LAST : FIRST)
                .arg("COUNT")
                .arg(tenant.isEmpty() ? limit : PAGE);
        return redis.send(request).map(Objects::requireNonNull).compose(page -> {
            for (Response one : page) {
                var listed = listed(one);
                if (found.size() < limit
                        && (tenant.isEmpty() || listed.entry().tenant().equals(tenant))) {
                    found.add(listed);
                }
            }
            return page.size() < PAGE || found.size() == limit
                    ? Future.succeededFuture(found)
                    : collect(command, "(" + page.get(page.size() - 1).get(0), tenant, limit, found);
        });
    }

    private static Listed listed(Response one) {
        String id = one.get(0).toString();
        var fields = new JsonObject();
        var flat = one.get(1);
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        var entry = new AuditEntry(
                fields.getString("who", ""),
                fields.getString("what", ""),
                fields.getString("tenant", ""),
                fields.getString("object", ""),
                fields.getString("request", ""),
                new JsonObject(fields.getString("before", "{}")),
                new JsonObject(fields.getString("after", "{}")));
        return new Listed(id, Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))), entry);
    }
}
