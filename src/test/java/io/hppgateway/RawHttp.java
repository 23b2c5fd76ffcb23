package io.hppgateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** HTTP byte by byte, for requests that no client library sends. */
final class RawHttp {
    private RawHttp() {}

    /**
     * What came back until the other side closed, or fell silent for 3 s; for the first byte it is waited longer.
     *
     * @param closed whether it closed
     */
    record Answer(String text, boolean closed) {
        int status() {
            return text.startsWith("HTTP/1.") ? Integer.parseInt(text.substring(9, 12)) : 0;
        }

        String body() {
            int at = text.indexOf("\r\n\r\n");
            return at < 0 ? "" : text.substring(at + 4);
        }

        /** How many answers there are in it. */
        int count() {
            return text.split("HTTP/1\\.1 ", -1).length - 1;
        }
    }

    /** One whole request, and the connection closed after it. */
    static Answer call(String baseUrl, String methodAndPath, String key, String body) {
        return send(
                baseUrl,
                methodAndPath + " HTTP/1.1\r\nHost: " + URI.create(baseUrl).getAuthority()
                        + "\r\nAuthorization: Bearer " + key + "\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + body);
    }

    /** These bytes. */
    static Answer send(String baseUrl, String bytes) {
        var url = URI.create(baseUrl);
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return read(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer read(Socket socket) {
        var text = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                socket.setSoTimeout(3000);
            }
            return new Answer(text.toString(), true);
        } catch (java.net.SocketTimeoutException e) {
            return new Answer(text.toString(), false);
        } catch (IOException e) {
            return new Answer(text.toString(), true); // a reset is a close too
        }
    }
}
