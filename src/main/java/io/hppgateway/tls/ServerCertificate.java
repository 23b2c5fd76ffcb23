package io.hppgateway.tls;

import io.hppgateway.reload.RefusedException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.X509KeyManager;

/** A server's certificate and its key, which belong together. */
public final class ServerCertificate {
    /** Older ones are forbidden (RFC 8996). */
    public static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final Buffer certificate;
    private final Buffer key;
    private final X509Certificate[] chain;

    private ServerCertificate(Buffer certificate, Buffer key, X509Certificate[] chain) {
        this.certificate = certificate;
        this.key = key;
        this.chain = chain;
    }

    /**
     * Reads both files; blocks.
     *
     * @throws RefusedException when they cannot be read, are no PEM, or are not a pair; the message repeats nothing of the key
     */
    public static ServerCertificate read(Vertx vertx, CertificateFiles files) {
        var certificate = content(files.certificate());
        var key = content(files.key());
        var options = new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
        try {
            var keys = (X509KeyManager) options.getKeyManagerFactory(vertx).getKeyManagers()[0];
            String alias = options.loadKeyStore(vertx).aliases().nextElement();
            var chain = keys.getCertificateChain(alias);
            if (!isPair(keys.getPrivateKey(alias), chain[0])) {
                throw new RefusedException(
                        files.key() + " is not the key of the first certificate in " + files.certificate());
            }
            return new ServerCertificate(certificate, key, chain);
        } catch (RefusedException e) {
            throw e;
        } catch (Exception e) { // what a parser of PEM throws is anybody's guess, and its message may hold what it read
            throw new RefusedException(files.certificate() + " and " + files.key()
                    + " must be PEM files: a certificate chain, and its private key without a password");
        }
    }

    private static Buffer content(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new RefusedException(file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static boolean isPair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm(); // EdDSA and the like sign under their own name
        };
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        var signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(text);
        return signature.verify(signed);
    }

    /** What a server is configured with. */
    public PemKeyCertOptions options() {
        return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }

    /** When it ends, or the one in its chain that ends first. */
    public Instant end() {
        return Arrays.stream(chain)
                .map(one -> one.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Whether both files hold the same as another one's. */
    boolean isSameAs(ServerCertificate other) {
        return certificate.equals(other.certificate) && key.equals(other.key);
    }

    /** Whose it is and how long it holds; nothing of the key. */
    @Override
    public String toString() {
        return chain[0].getSubjectX500Principal().getName() + " until " + end();
    }
}
