package dev.sluice.rules.decide;

/** Chance as an argument: deciding stays pure, tests choose. */
public interface Dice {
    /** A number in {@code 0 .. bound-1}. */
    int next(int bound);
}
