package io.hppgateway.delivery;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of a sorted set and its score, a time. */
record Scores(String member, Instant time) {

    /** Redis answers pairs (RESP3) or one flat list (RESP2). */
    static List<Scores> of(@Nullable Response answer) {
        var scores = new ArrayList<Scores>();
        if (answer == null || answer.size() == 0) {
            return scores;
        }
        if (answer.get(0).type() == ResponseType.MULTI) {
            answer.forEach(pair -> scores.add(of(pair.get(0), pair.get(1))));
        } else {
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                scores.add(of(answer.get(i), answer.get(i + 1)));
            }
        }
        return scores;
    }

    private static Scores of(Response member, Response score) {
        return new Scores(member.toString(), Instant.ofEpochMilli((long) Double.parseDouble(score.toString())));
    }
}
