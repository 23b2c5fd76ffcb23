package io.hppgateway.proof.crash;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** How a hostile receiver feels about the next webhook: calm, rough and dead spells of seconds, drawn from a seed. */
final class Moods {
    /** What it does with one webhook. */
    enum Mood {
        HONEST,
        SLOW,
        ERROR,
        BUSY,
        REDIRECT,
        HANG,
        RESET,
        CUT,
        DRIP_ERROR,
        DRIP_OK
    }

    private static final List<Mood> HOSTILE = List.of(Mood.values()).subList(1, Mood.values().length);
    private static final List<Mood> DEAD = List.of(Mood.ERROR, Mood.HANG, Mood.RESET);

    private final Random random;
    private final Map<Mood, Integer> shown = new TreeMap<>();
    private List<Mood> spell = HOSTILE;
    private double hostility;
    private long spellEnds = System.nanoTime();
    private boolean reformed;

    Moods(long seed) {
        random = new Random(seed);
    }

    synchronized Mood next() {
        if (!reformed && System.nanoTime() > spellEnds) {
            turn();
        }
        boolean hostile = !reformed && random.nextDouble() < hostility;
        Mood mood = hostile ? spell.get(random.nextInt(spell.size())) : Mood.HONEST;
        shown.merge(mood, 1, Integer::sum);
        return mood;
    }

    private void turn() {
        int dice = random.nextInt(10);
        boolean dead = dice >= 8;
        hostility = dice < 4 ? 0.05 : dead ? 1 : 0.4;
        spell = dead ? List.of(DEAD.get(random.nextInt(DEAD.size()))) : HOSTILE;
        spellEnds = System.nanoTime() + (500L + random.nextInt(3000)) * 1_000_000;
    }

    /** Honest for ever. */
    synchronized void reform() {
        reformed = true;
    }

    /** How often it was in each mood. */
    synchronized Map<Mood, Integer> shown() {
        return new TreeMap<>(shown);
    }
}
