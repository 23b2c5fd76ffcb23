package io.hppgateway.redis;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Speaks as a master of a cluster does that is cut off from the others, but not from us: it tells its old view, in which it
 * holds everything, and does nothing else.
 */
final class CutOffMaster implements AutoCloseable {
    private final ServerSocket server;

    CutOffMaster() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        run(this::serve);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void run(Task task) {
        var thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // Closed by either side.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() throws IOException {
        while (true) {
            var socket = server.accept();
            run(() -> answer(socket));
        }
    }

    private void answer(Socket socket) throws IOException {
        try (socket) {
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (true) {
                String answer = answer(words(in));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private String answer(List<String> words) {
        return switch (words.get(0).toUpperCase(Locale.ROOT)) {
            case "HELLO" -> "-ERR unknown command\r\n"; // as before Redis 6: what follows is RESP2
            case "PING" -> "+PONG\r\n";
            case "CLUSTER" -> "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:" + server.getLocalPort() + "\r\n";
            default -> "-CLUSTERDOWN The cluster is down\r\n";
        };
    }

    private static List<String> words(DataInputStream in) throws IOException {
        int count = Integer.parseInt(line(in).substring(1));
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            byte[] word = new byte[Integer.parseInt(line(in).substring(1))];
            in.readFully(word);
            line(in);
            words.add(new String(word, StandardCharsets.UTF_8));
        }
        return words;
    }

    private static String line(DataInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
