package io.hppgateway.redis.address;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which master of a cluster holds which of the 16,384 slots; it never changes. */
public final class Slots {
    /** Slots of every cluster. */
    public static final int COUNT = 16_384;

    private final @Nullable RedisNode[] owners;
    private final List<RedisNode> masters;

    private Slots(@Nullable RedisNode[] owners) {
        this.owners = owners;
        var all = new ArrayList<RedisNode>();
        @Nullable RedisNode last = null;
        for (RedisNode owner : owners) {
            if (owner != null && !owner.equals(last) && !all.contains(owner)) {
                all.add(owner);
            }
            last = owner;
        }
        this.masters = List.copyOf(all);
    }

    /**
     * The answer to CLUSTER SLOTS.
     *
     * @param asked who gave it; a server that does not know its own address leaves it out
     */
    public static Slots of(Response answer, RedisNode asked) {
        var owners = new @Nullable RedisNode[COUNT];
        for (Response range : answer) {
            Response master = range.get(2);
            RedisNode node =
                    new RedisNode(host(master.get(0), asked), master.get(1).toInteger());
            for (int slot = range.get(0).toInteger(); slot <= range.get(1).toInteger(); slot++) {
                owners[slot] = node;
            }
        }
        return new Slots(owners);
    }

    private static String host(@Nullable Response told, RedisNode asked) {
        String host = told == null ? "" : told.toString();
        return host.isEmpty() || host.equals("?") ? asked.host() : host;
    }

    /** The same with one slot at another master. */
    public Slots with(int slot, RedisNode master) {
        var changed = owners.clone();
        changed[slot] = master;
        return new Slots(changed);
    }

    /** Who holds a slot; null when nobody does. */
    public @Nullable RedisNode owner(int slot) {
        return owners[slot];
    }

    /** Everybody who holds some, in the order of what they hold. */
    public List<RedisNode> masters() {
        return masters;
    }
}
