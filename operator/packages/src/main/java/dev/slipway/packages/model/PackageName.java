package dev.slipway.packages.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * A package in a domain.
 *
 * @param namespace groupId of Maven, scope of npm without its {@code @}; empty where there is none
 * @param name in the normal form of its format, 1 to 255 characters
 */
public record PackageName(Format format, String namespace, String name)
    implements Comparable<PackageName> {

  private static final int LONGEST = 255;
  private static final Comparator<PackageName> ORDER =
      Comparator.comparing(PackageName::format)
          .thenComparing(PackageName::namespace)
          .thenComparing(PackageName::name);

  /** A text that can be no name. */
  public static final class Unusable extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Unusable() {
      super("a package's name and its namespace have at most " + LONGEST + " characters each");
    }
  }

  public PackageName {
    Objects.requireNonNull(format);
    if (name.isEmpty() || name.length() > LONGEST || namespace.length() > LONGEST) {
      throw new Unusable();
    }
  }

  @Override
  public int compareTo(PackageName other) {
    return ORDER.compare(this, other);
  }

  /** {@code /npm/scope/name}; {@code /pypi//name} where there is no namespace. */
  @Override
  public String toString() {
    return "/" + format + "/" + namespace + "/" + name;
  }
}
