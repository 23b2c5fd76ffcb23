package io.hppgateway;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A way to a Redis on which one answer can be lost, Redis does what it was told and the connection closes instead; or all
 * that comes after one answer.
 */
final class MuteRedis implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final AtomicBoolean hush = new AtomicBoolean();
    private final AtomicInteger hushed = new AtomicInteger();
    private final AtomicReference<String> last = new AtomicReference<>();
    private final AtomicBoolean silent = new AtomicBoolean();
    private final URI redis;
    private final String about;
    private final NetServer server;

    /** @param about is in the command whose answer is lost */
    MuteRedis(String redisUrl, String about) {
        this.redis = URI.create(redisUrl);
        this.about = about;
        // A command comes in one piece.
        var options = new NetServerOptions().setReceiveBufferSize(1 << 16);
        this.server = GatewayKit.wait(vertx.createNetServer(options)
                .connectHandler(caller -> {
                    caller.pause();
                    client.connect(redis.getPort(), redis.getHost())
                            .onSuccess(there -> join(caller, there))
                            .onFailure(failure -> caller.close());
                })
                .listen(0, "127.0.0.1"));
    }

    private void join(NetSocket caller, NetSocket there) {
        var mute = new AtomicBoolean();
        var ending = new AtomicBoolean();
        var deaf = new AtomicBoolean();
        caller.handler(command -> {
            if (silent.get()) {
                deaf.set(true);
                return;
            }
            if (deaf.get()) {
                caller.close();
                return;
            }
            String end = last.get();
            if (end != null && command.toString().contains(end) && last.compareAndSet(end, null)) {
                ending.set(true);
            }
            if (command.toString().contains(about) && hush.compareAndSet(true, false)) {
                mute.set(true);
            }
            there.write(command);
        });
        there.handler(answer -> {
            if (ending.getAndSet(false)) {
                silent.set(true);
            }
            answer(caller, answer, mute.get());
        });
        caller.closeHandler(closed -> there.close());
        there.closeHandler(closed -> caller.close());
        caller.resume();
    }

    private void answer(NetSocket caller, Buffer answer, boolean mute) {
        if (mute) {
            hushed.incrementAndGet();
            caller.close();
        } else {
            caller.write(answer);
        }
    }

    String url() {
        return "redis://127.0.0.1:" + server.actualPort();
    }

    /** The next answer to a command about it is lost. */
    void hush() {
        hush.set(true);
    }

    /** Nothing is heard any more after the next command that has this in it; that one is answered. */
    void fallSilentAfter(String command) {
        last.set(command);
    }

    /** Redis hears again; connections on which it did not are closed. */
    void speak() {
        last.set(null);
        silent.set(false);
    }

    boolean isSilent() {
        return silent.get();
    }

    /** Answers lost so far. */
    int hushed() {
        return hushed.get();
    }

    @Override
    public void close() {
        GatewayKit.wait(vertx.close());
    }
}
