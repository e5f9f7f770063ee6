package dev.slipway.packages.rest;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Packages;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;

/** The packages that the repositories of a domain have, in order, each once. */
final class DomainPackages {

  private static final int STEP = 500;

  private final Catalog catalog;
  private final Packages packages;
  private final Optional<Format> format;

  /**
   * @param format the only one that is looked through; empty for all
   */
  DomainPackages(Catalog catalog, Packages packages, Optional<String> format) {
    this.catalog = catalog;
    this.packages = packages;
    this.format = format.map(Format::valueOf);
  }

  /**
   * Goes through them.
   *
   * @param after the last one of the page before; empty for the first page
   * @param most how many are looked at
   * @return where it stopped; empty when it came to the end
   */
  Optional<PackageName> each(Optional<PackageName> after, int most, PackageCalls.Each each)
      throws IOException {
    var cursor = start(after);
    int seen = 0;
    while (true) {
      var names = new TreeSet<PackageName>();
      PackageName sure = null;
      for (var view : catalog.all()) {
        var some = packages.list(view, cursor, STEP);
        names.addAll(some);
        if (some.size() == STEP && (sure == null || some.getLast().compareTo(sure) < 0)) {
          sure = some.getLast();
        }
      }
      // Beyond the first end of a step, another repository may have names that were not read.
      for (var name : sure == null ? names : names.headSet(sure, true)) {
        if (format.filter(f -> f != name.format()).isPresent()) {
          return Optional.empty();
        }
        cursor = name;
        if (!each.see(name) || ++seen == most) {
          boolean more = sure != null || names.higher(cursor) != null;
          return more ? Optional.of(cursor) : Optional.empty();
        }
      }
      if (sure == null) {
        return Optional.empty();
      }
    }
  }

  private PackageName start(Optional<PackageName> after) {
    var cursor = after.orElse(null);
    return format.isPresent() && (cursor == null || cursor.format().compareTo(format.get()) < 0)
        ? new PackageName(format.get(), "", " ")
        : cursor;
  }
}
