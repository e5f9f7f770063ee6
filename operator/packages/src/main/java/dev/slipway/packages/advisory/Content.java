package dev.slipway.packages.advisory;

import java.util.List;

/**
 * What was read of a file.
 *
 * @param advisories those that are kept
 * @param others those that were withdrawn, or are about packages of other formats
 * @param bad those that cannot be used
 * @param problems the first of them
 * @param memory bytes that it takes, estimated
 */
public record Content(
    List<Affected> affected,
    int advisories,
    int others,
    int bad,
    List<Problem> problems,
    long memory) {

  static final Content NONE = new Content(List.of(), 0, 0, 0, List.of(), 0);

  public Content {
    affected = List.copyOf(affected);
    problems = List.copyOf(problems);
  }
}
