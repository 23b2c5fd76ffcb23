package io.hppgateway;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.reload.RefusedException;
import io.hppgateway.seal.Reseal;
import io.hppgateway.seal.ResealReport;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Seals everything that is stored with the keyset's primary key, while gateways run: {@code [--dry-run] [--per-second N]}. Exit
 * status 0 when nothing is left under another key, 1 when something is or Redis failed, 2 when arguments or settings cannot be
 * used.
 */
public final class ResealTool {
    private static final String USAGE = "usage: reseal [--dry-run] [--per-second <1 to 1000000>]";
    // A few per cent of what one Redis can do. A million sessions with events and timelines are five million keys: 17
    // minutes.
    private static final int PER_SECOND = 5_000;
    // A gateway that has just looked looks again so late; the rest is for a slow answer.
    private static final Duration LOOK = Gateway.KEYS_LOOK.multipliedBy(2);

    private ResealTool() {}

    /** Takes the gateway's own settings. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        try {
            var options = Options.of(arguments);
            var conf = Path.of(Optional.ofNullable(System.getenv("HPP_CONF")).orElse("conf/gateway.yaml"));
            var report = reseal(StoreSettings.read(new SettingsSource(conf, System.getenv())), options);
            report.lines().forEach(System.out::println);
            return report.isDone() ? 0 : 1;
        } catch (SettingsException | RefusedException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (Exception e) {
            // What await() throws is not declared.
            System.err.println("broken off: " + e.getMessage() + "\nWhat was sealed anew stays so; run it again.");
            return 1;
        }
    }

    private static ResealReport reseal(StoreSettings settings, Options options) {
        var vertx = Vertx.vertx();
        var redis = RedisLink.of(vertx, settings.redis());
        try {
            var names = new Namespace(settings.redis().prefix());
            var box = SecretBox.of(settings.keyset());
            var stock = SealedPlaces.of(names, settings.retention());
            var reseal = new Reseal(redis, names, box, stock, options.perSecond, LOOK);
            return options.dry ? reseal.count() : reseal.run();
        } finally {
            redis.close().eventually(vertx::close).await();
        }
    }

    private record Options(boolean dry, int perSecond) {
        static Options of(List<String> words) {
            boolean dry = false;
            int perSecond = PER_SECOND;
            for (var rest = words.iterator(); rest.hasNext(); ) {
                String word = rest.next();
                if (word.equals("--dry-run")) {
                    dry = true;
                } else if (word.equals("--per-second") && rest.hasNext()) {
                    perSecond = number(rest.next());
                } else {
                    throw new IllegalArgumentException(USAGE);
                }
            }
            return new Options(dry, perSecond);
        }

        private static int number(String word) {
            if (!word.matches("[1-9][0-9]{0,5}|1000000")) {
                throw new IllegalArgumentException(USAGE);
            }
            return Integer.parseInt(word);
        }
    }
}
