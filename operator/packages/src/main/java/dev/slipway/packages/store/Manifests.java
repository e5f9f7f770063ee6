package dev.slipway.packages.store;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The manifests of all packages of a domain. A change is whole and lasting when it returns, or is
 * not there at all. Thread-safe.
 */
public interface Manifests {

  /** Decides what becomes of a manifest; called again when somebody else was faster. */
  interface Change {
    /** Returns an equal manifest when nothing changes. */
    Manifest apply(Manifest old) throws IOException;
  }

  /** The manifest of a package; {@link Manifest#EMPTY} when there is none. */
  Manifest get(PackageKey key) throws IOException;

  /**
   * Changes one manifest.
   *
   * @return the manifest as it is now
   */
  Manifest change(PackageKey key, Change change) throws IOException;

  /**
   * The packages of a repository, in order, from one on.
   *
   * @param after the last of the page before; null for the first page
   */
  List<PackageName> list(String repository, PackageName after, int most) throws IOException;

  /** The repositories that have, or had, packages. */
  Set<String> repositories();

  /**
   * The packages of all repositories that are easily taken for this one and are called otherwise.
   * What it takes does not grow with the number of packages.
   */
  List<PackageKey> alike(PackageName name);

  /** The packages of one format of a repository, in order. */
  List<PackageName> list(String repository, Format format);

  /**
   * Returns when every package is known that was there before.
   *
   * @throws IOException when that cannot be said now
   */
  default void catchUp() throws IOException {}
}
