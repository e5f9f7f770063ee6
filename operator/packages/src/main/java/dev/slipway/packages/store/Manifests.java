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

  /** Sees a package. */
  interface Each {
    void visit(PackageKey key) throws IOException;
  }

  /** Something that reads and changes manifests. */
  interface Step<T> {
    T run() throws IOException;
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
   * Changes one manifest as {@link #change} does, but the change may last only when a later one has
   * returned, or in a second: for a step that is followed by another, or that can be taken again.
   */
  default Manifest changeEarly(PackageKey key, Change change) throws IOException {
    return change(key, change);
  }

  /**
   * Does something while no other package begins whose name looks like this one. Who begins one
   * after looking for others must do both in here.
   */
  <T> T alone(PackageName name, Step<T> step) throws IOException;

  /** The names of all packages. */
  Names names();

  /** See {@link Names#list(String, PackageName, int)}. */
  default List<PackageName> list(String repository, PackageName after, int most) {
    return names().list(repository, after, most);
  }

  /** Shows every package of a repository; those that come or go meanwhile may be shown or not. */
  default void each(String repository, Each each) throws IOException {
    int most = 500;
    PackageName last = null;
    while (true) {
      var page = list(repository, last, most);
      for (var name : page) {
        each.visit(new PackageKey(repository, name));
      }
      if (page.size() < most) {
        return;
      }
      last = page.getLast();
    }
  }

  /** See {@link Names#list(String, Format)}. */
  default List<PackageName> list(String repository, Format format) {
    return names().list(repository, format);
  }

  /** See {@link Names#repositories}. */
  default Set<String> repositories() {
    return names().repositories();
  }

  /** See {@link Names#alike}. */
  default List<PackageKey> alike(PackageName name) {
    return names().alike(name);
  }

  /** Hears by how many bytes more, or fewer, are published after a change. */
  interface Counting {
    /**
     * Somebody has made a change.
     *
     * @param number grows from change to change, though some share one; equal for all replicas
     */
    void changed(long number, long more);
  }

  /**
   * Tells of changes from now on, and of the last ones before, whoever made them.
   *
   * @return false where only this process makes changes, and nothing is told
   */
  default boolean count(Counting counting) {
    return false;
  }

  /**
   * Returns when every package is known that was there before.
   *
   * @throws IOException when that cannot be said now
   */
  default void catchUp() throws IOException {}
}
