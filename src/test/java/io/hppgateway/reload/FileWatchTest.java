package io.hppgateway.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Word word = new Word();
    private Path file;

    /** One word in one file; "bad" is refused when it is read, "early" when it is to be taken. */
    private final class Word implements Reloadable {
        private final List<String> taken = new CopyOnWriteArrayList<>();
        private final AtomicInteger reads = new AtomicInteger();
        private volatile Runnable whileItIsRead = () -> {};
        private volatile boolean storeIsAway;

        @Override
        public String name() {
            return "word";
        }

        @Override
        public Set<Path> files() {
            return Set.of(file);
        }

        @Override
        public Change read() {
            reads.incrementAndGet();
            try {
                String text = Files.readString(file);
                whileItIsRead.run();
                if (text.equals("bad")) {
                    throw new RefusedException("it is bad");
                }
                return () -> take(text);
            } catch (IOException e) {
                throw new RefusedException("it is not there");
            }
        }

        private Future<String> take(String text) {
            if (storeIsAway) {
                return Future.failedFuture("the store is away");
            }
            if (text.equals("early")) {
                return Future.failedFuture(new RefusedException("it is too early"));
            }
            boolean same = !taken.isEmpty() && taken.get(taken.size() - 1).equals(text);
            taken.add(text);
            return Future.succeededFuture(same ? "" : "now " + text);
        }

        private String last() {
            return taken.isEmpty() ? "" : taken.get(taken.size() - 1);
        }
    }

    @BeforeEach
    void create() {
        file = directory.resolve("word");
        write("one");
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private void write(String text) {
        try {
            var next = Files.writeString(directory.resolve("next"), text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private FileWatch watch() {
        var watch = new FileWatch(vertx, word, Duration.ofMillis(20), registry);
        watch.start();
        return watch;
    }

    private void awaitWord(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(word.last()).isEqualTo(text));
    }

    private double refusedNow() {
        return registry.get("hpp.reload.refused").tag("what", "word").gauge().value();
    }

    private double count(String result) {
        return registry.get("hpp.reload").tag("result", result).counter().count();
    }

    @Test
    void whatStandsInTheFileIsTakenAndThenWhatChanges() {
        watch();
        awaitWord("one");

        write("two");

        awaitWord("two");
        assertThat(word.taken).containsExactly("one", "two");
    }

    @Test
    void anotherFileInItsPlaceIsAChangeAlsoWithTheSameSizeAndAnOldTime() throws IOException {
        watch();
        awaitWord("one");
        var other = Files.writeString(directory.resolve("other"), "two");
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));

        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

        awaitWord("two");
    }

    @Test
    void theSameBytesWrittenAgainAreNoChange() {
        watch();
        awaitWord("one");
        write("one");

        write("two");
        awaitWord("two");

        assertThat(word.reads).hasValue(2);
    }

    @Test
    void aFileThatIsRefusedChangesNothingUntilItIsGood() {
        watch();
        awaitWord("one");

        write("bad");
        await().atMost(PATIENCE).until(() -> refusedNow() == 1);
        assertThat(word.last()).isEqualTo("one");
        assertThat(count("refused")).isEqualTo(1);

        write("three");
        awaitWord("three");
        await().atMost(PATIENCE).until(() -> refusedNow() == 0);
        assertThat(count("refused")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad", "early"})
    void backToWhatIsInForceIsGoodToo(String refused) {
        watch();
        awaitWord("one");
        write(refused);
        await().atMost(PATIENCE).until(() -> refusedNow() == 1);

        write("one");

        await().atMost(PATIENCE).until(() -> refusedNow() == 0);
        assertThat(count("taken")).isEqualTo(1);
    }

    @Test
    void aFileThatGoesAwayIsRefusedAndTakenWhenItComesBack() throws IOException {
        watch();
        awaitWord("one");
        Files.delete(file);
        await().atMost(PATIENCE).until(() -> refusedNow() == 1);

        write("two");

        awaitWord("two");
    }

    @Test
    void whatChangedWhileItWasReadIsNotTakenButReadAgain() {
        var once = new AtomicInteger();
        word.whileItIsRead = () -> {
            if (once.getAndIncrement() == 0) {
                write("two");
            }
        };

        watch();

        awaitWord("two");
        assertThat(word.taken).containsExactly("two");
    }

    @Test
    void whatCannotBeTakenNowIsTriedAgain() {
        word.storeIsAway = true;
        watch();
        await().atMost(PATIENCE).until(() -> word.reads.get() > 2);
        assertThat(word.taken).isEmpty();
        assertThat(count("refused")).isZero();

        word.storeIsAway = false;

        awaitWord("one");
    }

    @Test
    void aWatchThatWasStoppedLooksNoMore() {
        var watch = watch();
        awaitWord("one");
        watch.stop();
        var other = new Word();
        new FileWatch(vertx, other, Duration.ofMillis(20), new SimpleMeterRegistry()).start();

        write("two");

        // The other one looks as often; when it has seen three changes, this one would have seen one.
        for (String text : List.of("two", "three", "four")) {
            write(text);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(other.last()).isEqualTo(text));
        }
        assertThat(word.taken).containsExactly("one");
    }
}
