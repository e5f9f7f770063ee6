package dev.slipway.core.plan;

import java.time.Duration;
import java.util.List;

/**
 * A proof by answers on new connections: from each address so many right ones in a row, over at
 * least so long. Any other answer starts the count anew.
 *
 * @param key equal keys are the same proof
 * @param addresses host:port, asked in turn
 * @param path what is asked for
 * @param header response header that must have {@code expected}; the status alone counts when null
 * @param count right answers in a row from each address
 * @param atLeast shortest time from the first to the last of them
 * @param timeout longest time for one answer
 */
public record Proof(
    String key,
    List<String> addresses,
    String path,
    String header,
    String expected,
    int count,
    Duration atLeast,
    Duration timeout) {

  /**
   * How far a proof is.
   *
   * @param proven whether it has ended well; it goes on until then
   * @param wrong answers that were not right
   * @param last what the last wrong answer was; null when there was none
   */
  public record Result(boolean proven, long wrong, String last) {}
}
