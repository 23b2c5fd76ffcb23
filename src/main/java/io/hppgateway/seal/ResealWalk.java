package io.hppgateway.seal;

import io.hppgateway.seal.Tally.Fate;
import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One walk over everything sealed. It blocks. A key that was there all the time is met at least once, unless a master was
 * replaced or slots moved meanwhile.
 */
final class ResealWalk {
    private static final String START = "0";
    private static final String VERSION = "@";

    private final ResealStore store;
    private final SecretBox box;
    private final SealedStock stock;
    private final Pace pace;
    private final Clock clock;
    private final boolean dry;
    private final Tally tally = new Tally();

    /** @param head what stands before the sealed bytes, such as {@code 17:} */
    private record Place(String kind, String key, String field, String context, Buffer head, Buffer sealed) {
        String keyId() {
            return SecretBox.keyIdOf(sealed.getBytes());
        }

        Buffer whole() {
            return head.copy().appendBuffer(sealed);
        }

        /** What stands there when this keyset sealed it. */
        Buffer sealedBy(SecretBox box) {
            return head.copy().appendBytes(box.seal(box.open(sealed.getBytes(), context), context));
        }
    }

    /** What cannot be sealed anew. */
    private record Passing(String kind, Buffer sealed, Instant end) {}

    private record Found(List<Place> places, List<Passing> passing) {}

    private record Done(Place place, Fate fate) {}

    ResealWalk(ResealStore store, SecretBox box, SealedStock stock, Pace pace, Clock clock, boolean dry) {
        this.store = store;
        this.box = box;
        this.stock = stock;
        this.pace = pace;
        this.clock = clock;
        this.dry = dry;
    }

    Tally go() {
        stock.hashes().forEach(this::hash);
        for (String server : store.servers().await()) {
            String cursor = START;
            do {
                Response page = store.scan(server, cursor, pace.page()).await();
                cursor = page.get(0).toString();
                page(page.get(1).stream().map(Response::toString).toList());
                pace.spend(pace.page());
            } while (!cursor.equals(START));
        }
        return tally;
    }

    /** All keys of a page at once: one way to Redis and back for reading, one for writing. */
    private void page(List<String> keys) {
        var looks = new ArrayList<Future<Found>>();
        for (String key : keys) {
            String name = key.substring(key.indexOf("}:") + 2);
            if (name.startsWith(stock.attempts() + ":")) {
                stream(key);
            } else {
                kindOf(name).ifPresent(kind -> looks.add(look(kind, key, name)));
            }
        }
        Future.all(looks).await();
        looks.forEach(look -> look.result().passing.forEach(this::pass));
        judge(looks.stream().flatMap(look -> look.result().places.stream()).toList());
    }

    private Optional<SealedKind> kindOf(String name) {
        return stock.kinds().stream()
                .filter(kind -> name.startsWith(kind.name() + ":"))
                .findFirst();
    }

    private Future<Found> look(SealedKind kind, String key, String name) {
        return kind.context()
                .map(context -> store.fields(key, kind.fields())
                        .map(read -> new Found(places(kind, context, key, name, read), List.of())))
                .orElseGet(() -> Future.all(store.fields(key, kind.fields()), store.left(key))
                        .map(both -> new Found(List.of(), passing(kind, both.resultAt(0), both.<Long>resultAt(1)))));
    }

    private List<Place> places(SealedKind kind, SealedKind.Context context, String key, String name, Response read) {
        String rest = name.substring(kind.name().length() + 1);
        Response tenant = read.get(0);
        var places = new ArrayList<Place>();
        for (int i = 0; i < kind.fields().size(); i++) {
            Buffer sealed = bytes(read.get(i + 1));
            if (sealed.length() > 0) {
                String field = kind.fields().get(i);
                String belongs = context.of(tenant == null ? "" : tenant.toString(), rest, field);
                places.add(new Place(kind.name(), key, field, belongs, Buffer.buffer(), sealed));
            }
        }
        return places;
    }

    private List<Passing> passing(SealedKind kind, Response read, long left) {
        Instant end = clock.instant().plusMillis(Math.max(0, left));
        return read.stream()
                .skip(1)
                .map(field -> new Passing(kind.name(), bytes(field), end))
                .toList();
    }

    private void pass(Passing found) {
        if (found.sealed.length() == 0) {
            return;
        }
        String id = SecretBox.keyIdOf(found.sealed.getBytes());
        if (id.equals(box.primaryId())) {
            tally.add(found.kind, id, Fate.CURRENT);
        } else {
            tally.addPassing(found.kind, id, found.end);
        }
    }

    private static Buffer bytes(@Nullable Response field) {
        return field == null ? Buffer.buffer() : field.toBuffer();
    }

    private void hash(SealedHash hash) {
        String cursor = START;
        do {
            Response page = store.hashPage(hash.key(), cursor, pace.page()).await();
            cursor = page.get(0).toString();
            Response flat = page.get(1);
            var places = new ArrayList<Place>();
            for (int i = 0; i + 1 < flat.size(); i += 2) {
                String field = flat.get(i).toString();
                if (!field.equals(VERSION)) {
                    places.add(versioned(hash, field, flat.get(i + 1).toBuffer()));
                }
            }
            judge(places);
            pace.spend(Math.max(1, places.size()));
        } while (!cursor.equals(START));
    }

    private static Place versioned(SealedHash hash, String field, Buffer value) {
        int start = 0;
        while (start < value.length() && value.getByte(start) != ':') {
            start++;
        }
        start = Math.min(start + 1, value.length());
        return new Place(
                hash.kind(),
                hash.key(),
                field,
                hash.context().apply(field),
                value.getBuffer(0, start),
                value.getBuffer(start, value.length()));
    }

    private void judge(List<Place> places) {
        var writes = new ArrayList<Future<Done>>();
        for (Place place : places) {
            String id = place.keyId();
            if (id.equals(box.primaryId())) {
                tally.add(place.kind, id, Fate.CURRENT);
                continue;
            }
            try {
                Buffer fresh = place.sealedBy(box);
                writes.add(write(place, fresh).map(fate -> new Done(place, fate)));
            } catch (SealBrokenException e) {
                tally.addUnreadable(place.kind, id, place.key + " " + place.field);
            }
        }
        Future.all(writes).await();
        for (var write : writes) {
            Place place = write.result().place;
            tally.add(place.kind, place.keyId(), write.result().fate);
        }
    }

    private Future<Fate> write(Place place, Buffer fresh) {
        return dry
                ? Future.succeededFuture(Fate.OLD)
                : store.put(place.key, place.field, place.whole(), fresh)
                        .map(done -> done ? Fate.SEALED_ANEW : Fate.CHANGED);
    }

    private void stream(String key) {
        if (!dry) {
            store.trim(key, stock.retention()).await();
        }
        String from = "-";
        Response page;
        do {
            page = store.entries(key, from, pace.page()).await();
            for (Response entry : page) {
                String id = entry.get(0).toString();
                from = "(" + id;
                long written = Long.parseLong(id.substring(0, id.indexOf('-')));
                entry(entry.get(1), Instant.ofEpochMilli(written).plus(stock.retention()));
            }
            pace.spend(page.size());
        } while (page.size() > 0);
    }

    private void entry(Response flat, Instant end) {
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            if (flat.get(i).toString().equals("response")) {
                pass(new Passing(stock.attempts(), flat.get(i + 1).toBuffer(), end));
            }
        }
    }
}
