package io.hppgateway.webhook;

import static io.hppgateway.testkit.TestJournal.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server that has the same addresses for every name, none of which may be kept (TTL 0). */
final class TestDns {
    private final DatagramSocket socket;
    private final AtomicInteger questions = new AtomicInteger();
    private volatile List<String> addresses;

    TestDns(Vertx vertx, List<String> addresses) {
        this.addresses = addresses;
        socket = vertx.createDatagramSocket();
        socket.handler(this::reply);
        await(socket.listen(0, "127.0.0.1"));
    }

    void answer(List<String> other) {
        addresses = other;
    }

    int questions() {
        return questions.get();
    }

    AddressResolverOptions options() {
        return new AddressResolverOptions()
                .addServer("127.0.0.1:" + socket.localAddress().port())
                .setCacheMaxTimeToLive(0)
                .setNdots(1);
    }

    private void reply(DatagramPacket packet) {
        questions.incrementAndGet();
        Buffer query = packet.data();
        int end = 12;
        while (query.getByte(end) != 0) {
            end += query.getByte(end) + 1;
        }
        end += 5; // the closing label, type and class
        boolean ipv4 = query.getShort(end - 4) == 1;
        List<String> found = ipv4 ? addresses : List.of();
        Buffer answer = Buffer.buffer()
                .appendBuffer(query.slice(0, 2))
                .appendShort((short) 0x8180)
                .appendShort((short) 1)
                .appendShort((short) found.size())
                .appendInt(0)
                .appendBuffer(query.slice(12, end));
        for (String address : found) {
            // A pointer to the name in the question, type A, class IN, TTL 0, 4 bytes.
            answer.appendShort((short) 0xc00c)
                    .appendShort((short) 1)
                    .appendShort((short) 1)
                    .appendInt(0);
            answer.appendShort((short) 4).appendBytes(bytes(address));
        }
        socket.send(answer, packet.sender().port(), packet.sender().host());
    }

    private static byte[] bytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
