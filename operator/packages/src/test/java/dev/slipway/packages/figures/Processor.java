package dev.slipway.packages.figures;

import java.util.stream.Stream;

/** The processor time of running programs. */
final class Processor {

  private Processor() {}

  /** Seconds that a process and its children have used. */
  static double seconds(long pid) {
    var process = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(process), process.descendants())
        .flatMap(p -> p.info().totalCpuDuration().stream())
        .mapToDouble(d -> d.toNanos() / 1e9)
        .sum();
  }
}
