package dev.slipway.packages.rest;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.FormatDetails;
import java.util.Map;
import java.util.Optional;

/** Packages as paths and pages name them. */
final class PackagePath {

  /** Stands for no namespace in a path. */
  static final String NONE = "-";

  private static final int PARTS = 4;

  private PackagePath() {}

  /**
   * The package of a path.
   *
   * @param namespace {@link #NONE} for none
   */
  static PackageName read(
      Map<Format, FormatDetails> details, String format, String namespace, String name) {
    var known = ApiCall.word(Format.class, "format", format);
    var space = namespace.equals(NONE) ? "" : namespace;
    return details
        .getOrDefault(known, FormatDetails.NONE)
        .name(known, space, name)
        .orElseThrow(
            () ->
                Problem.invalid(
                    "%s can have no package %s in namespace %s; write - for no namespace"
                        .formatted(format, name, namespace)));
  }

  /** Reads what {@code PackageName} writes; empty when it is none. */
  static Optional<PackageName> token(String text) {
    var parts = text.split("/", PARTS);
    if (parts.length != PARTS || !parts[0].isEmpty() || parts[3].isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PackageName(Format.valueOf(parts[1]), parts[2], parts[3]));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
