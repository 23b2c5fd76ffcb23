package io.hppgateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection whose bytes a test sends and reads when it likes. */
final class RawConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    private RawConnection() {}

    static RawConnection to(String baseUrl) {
        return to(baseUrl, 0);
    }

    /** @param window bytes that the system takes for it before it reads; 0 for the usual */
    static RawConnection to(String baseUrl, int window) {
        var made = new RawConnection();
        try {
            if (window > 0) {
                made.socket.setReceiveBufferSize(window);
            }
            var url = URI.create(baseUrl);
            made.socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            made.socket.setSoTimeout(30_000);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text; a bar is the end of a line. */
    RawConnection send(String text) {
        return sendAsIs(text.replace("|", "\r\n"));
    }

    RawConnection sendAsIs(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends; false when the other side has closed. */
    boolean takes(String text) {
        try {
            sendAsIs(text);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Whether something has come that was not read, or the other side has closed. */
    boolean hasAnswer() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Everything so far, once it contains a text; fails after 30 s and when the other side closes before. */
    String until(String text) {
        byte[] buffer = new byte[16_384];
        try {
            while (!soFar().contains(text)) {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    throw new AssertionError("closed before '" + text + "': " + soFar());
                }
                read.write(buffer, 0, n);
            }
            return soFar();
        } catch (IOException e) {
            throw new UncheckedIOException(soFar(), e);
        }
    }

    /** Everything, once the other side has closed; fails after 30 s. A reset is a close too. */
    String rest() {
        byte[] buffer = new byte[16_384];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                read.write(buffer, 0, n);
            }
            return soFar();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("not closed within 30 s: " + soFar(), e);
        } catch (IOException e) {
            return soFar();
        }
    }

    String soFar() {
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
