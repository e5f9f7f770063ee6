package dev.slipway.packages.advisory;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds which packages that are kept in repositories are affected, by pages. */
final class AffectedPackages {

  /** A version of a repository and an advisory that it is affected by. */
  record Row(String repository, PackageName name, String version, Affected affected) {}

  /**
   * A part of all rows.
   *
   * @param next where the next page begins; null at the end
   */
  record Page(List<Row> rows, Position next) {}

  /** The last version of a page. */
  record Position(PackageKey key, String version) implements Comparable<Position> {

    private static final Comparator<Position> ORDER =
        Comparator.comparing(Position::key).thenComparing(Position::version);

    @Override
    public int compareTo(Position other) {
      return ORDER.compare(this, other);
    }

    String token() {
      var name = key.name();
      var text =
          String.join(
              "\0", key.repository(), name.format().name(), name.namespace(), name.name(), version);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when it is no token. */
    static Optional<Position> of(String token) {
      try {
        var words =
            new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)
                .split("\0", -1);
        return words.length != 5
            ? Optional.empty()
            : Optional.of(
                new Position(
                    new PackageKey(
                        words[0], new PackageName(Format.valueOf(words[1]), words[2], words[3])),
                    words[4]));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  private final Manifests manifests;

  AffectedPackages(Manifests manifests) {
    this.manifests = manifests;
  }

  /**
   * Finds a page; it ends behind a version, so that it may have a few rows more.
   *
   * @param repositories those that are looked at
   * @param after null for the first page
   */
  Page find(AdvisoryIndex index, Predicate<String> repositories, Position after, int most)
      throws IOException {
    var rows = new ArrayList<Row>();
    for (var repository : new TreeSet<>(manifests.repositories())) {
      if ((after != null && repository.compareTo(after.key().repository()) < 0)
          || !repositories.test(repository)) {
        continue;
      }
      for (var format : Format.values()) {
        var ecosystem = Ecosystem.of(format);
        if (ecosystem.isEmpty() || index.isEmpty(ecosystem.get())) {
          continue;
        }
        for (var name : manifests.list(repository, format)) {
          var known = index.find(ecosystem.get(), ecosystem.get().normal(name));
          var last = known.isEmpty() ? null : rows(rows, repository, name, known, after, most);
          if (last != null) {
            return new Page(rows, last);
          }
        }
      }
    }
    return new Page(rows, null);
  }

  /** The position at which the page is full; null when there is room. */
  private Position rows(
      List<Row> rows,
      String repository,
      PackageName name,
      List<Affected> known,
      Position after,
      int most)
      throws IOException {
    var key = new PackageKey(repository, name);
    if (after != null && key.compareTo(after.key()) < 0) {
      return null;
    }
    for (var version : manifests.get(key).versions().entrySet()) {
      var here = new Position(key, version.getKey());
      if (version.getValue().status() == VersionStatus.Disposed
          || (after != null && here.compareTo(after) <= 0)) {
        continue;
      }
      for (var affected : known) {
        if (affected.contains(version.getKey())) {
          rows.add(new Row(repository, name, version.getKey(), affected));
        }
      }
      if (rows.size() >= most) {
        return here;
      }
    }
    return null;
  }
}
