package io.hppgateway.sandbox.page;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.QRCodeWriter;
import io.vertx.core.buffer.Buffer;

/** A link as a QR code. */
final class QrCode {
    private static final int PIXELS = 480;

    private QrCode() {}

    /** A PNG of 480 by 480 pixels with the quiet zone that scanners need. */
    static Buffer png(String link) {
        try {
            var code = new QRCodeWriter().encode(link, BarcodeFormat.QR_CODE, PIXELS, PIXELS);
            return Png.of(code.getWidth(), code.getHeight(), code::get);
        } catch (WriterException e) {
            throw new IllegalStateException("a link of the sandbox's own always fits a QR code", e);
        }
    }
}
