package dev.slipway.packages.store;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import java.util.List;
import java.util.Set;

/** What packages a domain has, by name. Thread-safe. */
public interface Names {

  /**
   * The packages of a repository, in order, from one on.
   *
   * @param after the last of the page before; null for the first page
   */
  List<PackageName> list(String repository, PackageName after, int most);

  /** The packages of one format of a repository, in order. */
  List<PackageName> list(String repository, Format format);

  /** The repositories that have, or had, packages. */
  Set<String> repositories();

  /**
   * The packages of all repositories that are easily taken for this one and are called otherwise.
   * What it takes does not grow with the number of packages.
   */
  List<PackageKey> alike(PackageName name);
}
