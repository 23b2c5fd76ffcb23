package io.hppgateway.proof;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a gateway process loses its messages on the event bus, and how many it lost and let through: three numbers in a file that both
 * processes have mapped, so that they outlive a kill.
 */
public final class BusSwitch {
    private static final VarHandle NUMBERS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int DROPPING = 0;
    private static final int DROPPED = Long.BYTES;
    private static final int PASSED = 2 * Long.BYTES;

    private final ByteBuffer numbers;

    private BusSwitch(ByteBuffer numbers) {
        this.numbers = numbers;
    }

    /** The switch in this file, which is made when it is not there. */
    public static BusSwitch open(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new BusSwitch(channel.map(FileChannel.MapMode.READ_WRITE, 0, 3 * Long.BYTES));
        }
    }

    public boolean isDropping() {
        return (long) NUMBERS.getVolatile(numbers, DROPPING) != 0;
    }

    /** From now on, or no more. */
    public void drop(boolean all) {
        NUMBERS.setVolatile(numbers, DROPPING, all ? 1L : 0L);
    }

    public void countDropped() {
        NUMBERS.getAndAdd(numbers, DROPPED, 1L);
    }

    public void countPassed() {
        NUMBERS.getAndAdd(numbers, PASSED, 1L);
    }

    /** Messages let through since ever. */
    public long passed() {
        return (long) NUMBERS.getVolatile(numbers, PASSED);
    }

    /** Messages lost since ever. */
    public long dropped() {
        return (long) NUMBERS.getVolatile(numbers, DROPPED);
    }
}
