package io.hppgateway.sandbox.page;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiPredicate;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes a black and white picture as PNG; ImageIO would need the desktop module and touch the disk. */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private Png() {}

    /** @param black whether the point at column, row is black */
    static Buffer of(int width, int height, BiPredicate<Integer, Integer> black) {
        // ISO/IEC 15948: one bit a pixel, greyscale, deflate, adaptive filters, not interlaced.
        var header = Buffer.buffer().appendInt(width).appendInt(height).appendBytes(new byte[] {1, 0, 0, 0, 0});
        var png = Buffer.buffer(SIGNATURE);
        chunk(png, "IHDR", header.getBytes());
        chunk(png, "IDAT", deflated(rows(width, height, black)));
        chunk(png, "IEND", new byte[0]);
        return png;
    }

    private static byte[] rows(int width, int height, BiPredicate<Integer, Integer> black) {
        int stride = 1 + (width + 7) / 8; // each row begins with its filter: 0, none
        var rows = new byte[stride * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (!black.test(x, y)) {
                    rows[y * stride + 1 + x / 8] |= (byte) (0x80 >> (x % 8));
                }
            }
        }
        return rows;
    }

    private static byte[] deflated(byte[] data) {
        var deflater = new Deflater();
        try {
            deflater.setInput(data);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            var chunk = new byte[4096];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(Buffer png, String type, byte[] data) {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        png.appendInt(data.length).appendBytes(name).appendBytes(data).appendInt((int) crc.getValue());
    }
}
