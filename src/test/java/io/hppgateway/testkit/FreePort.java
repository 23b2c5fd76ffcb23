package io.hppgateway.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that stay free until somebody is told to listen there, or for ever: they lie below those that the system gives to
 * clients and to who asks for any, so nobody gets one by chance.
 */
public final class FreePort {
    private static final int FIRST = 30_100;
    private static final int COUNT = 2_600;
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % 26) * 100);

    private FreePort() {}

    /** One that nobody has had. */
    public static int next() {
        while (true) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            if (isFree(port)) {
                return port;
            }
        }
    }

    /** Whether nobody listens there now. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
