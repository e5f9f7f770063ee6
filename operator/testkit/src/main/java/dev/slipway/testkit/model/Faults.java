package dev.slipway.testkit.model;

import java.util.random.RandomGenerator;

/** What goes wrong with a write. */
@FunctionalInterface
public interface Faults {

  /** The fate of one write. */
  enum Fate {
    DONE,
    /** The request never arrives; the pass ends with an error. */
    LOST,
    /** It is done, but the answer is lost; the pass ends with an error. */
    UNANSWERED,
    /** The client sends it a second time. */
    TWICE,
    /** The operator's process is killed before it. */
    KILLED_BEFORE,
    /** The operator's process is killed right after it. */
    KILLED_AFTER
  }

  /**
   * The fate of a write.
   *
   * @param write its number, counted from 0 over the whole simulation
   */
  Fate of(int write);

  static Faults none() {
    return write -> Fate.DONE;
  }

  /** One write has a fate, all others are done. */
  static Faults at(int number, Fate fate) {
    return write -> write == number ? fate : Fate.DONE;
  }

  /** One write in {@code in} goes wrong. */
  static Faults random(RandomGenerator random, int in) {
    return write ->
        random.nextInt(in) > 0
            ? Fate.DONE
            : Fate.values()[1 + random.nextInt(Fate.values().length - 1)];
  }
}
