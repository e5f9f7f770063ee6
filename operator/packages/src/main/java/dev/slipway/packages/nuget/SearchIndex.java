package dev.slipway.packages.nuget;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What searches look at, in memory, so that they read no manifests: some hundred bytes for each
 * package of each repository, made when it is first searched. A change that {@link #forget} is not
 * told of is seen after a minute, in a large domain after some searches more. Thread-safe.
 */
final class SearchIndex {

  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MOST_READ_AGAIN = 200;
  private static final int LONGEST = 1000;

  /**
   * What one repository has of a package.
   *
   * @param said of the best version, lower-case
   * @param types of the best version, lower-case
   * @param own whether it was published in the domain
   * @param shown a bit for each {@link #kind} of reader that there is a version for
   */
  private record Card(String said, List<String> types, boolean own, int shown, long madeAt) {}

  /** A package that was found; own when it was published in the domain. */
  record Hit(PackageName name, boolean own, int rank) {}

  private final Packages packages;
  private final NuGetView view;
  private final InstantSource clock;
  private final ConcurrentMap<PackageKey, Card> cards = new ConcurrentHashMap<>();

  SearchIndex(Packages packages, NuGetView view, InstantSource clock) {
    this.packages = packages;
    this.view = view;
    this.clock = clock;
  }

  /** Reads a package anew when it is next searched. */
  void forget(RepositoryView repository, PackageName name) {
    cards.remove(new PackageKey(repository.name(), name));
  }

  /** Packages of some repositories, in no order. */
  List<Hit> find(List<RepositoryView> repositories, SearchQuery query) throws IOException {
    long old = clock.millis() - FRESH.toMillis();
    int again = 0;
    var hits = new HashMap<PackageName, Hit>();
    for (var repository : repositories) {
      for (var name : packages.names(List.of(repository), Format.nuget)) {
        var key = new PackageKey(repository.name(), name);
        var card = cards.get(key);
        if (card == null || (card.madeAt() < old && again++ < MOST_READ_AGAIN)) {
          card = made(repository, key);
        }
        if (matches(card, name, query)) {
          var hit = new Hit(name, card.own(), query.rank(name.name()));
          hits.merge(name, hit, (a, b) -> a.own() ? a : b);
        }
      }
    }
    return List.copyOf(hits.values());
  }

  private static boolean matches(Card card, PackageName name, SearchQuery query) {
    return (card.shown() & (1 << kind(query.preRelease(), query.semVer2()))) != 0
        && query.matches(name.name(), card.said(), card.types());
  }

  private static int kind(boolean preRelease, boolean semVer2) {
    return (preRelease ? 1 : 0) + (semVer2 ? 2 : 0);
  }

  /** Who changes a package meanwhile waits to {@link #forget} it. */
  private Card made(RepositoryView repository, PackageKey key) throws IOException {
    try {
      return cards.compute(
          key,
          (_, _) -> {
            try {
              return card(repository, key.name());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Card card(RepositoryView repository, PackageName name) throws IOException {
    var manifest = packages.describe(repository, name);
    var alone = Chain.alone(repository.name(), manifest);
    int shown = 0;
    PackageDetails best = null;
    for (var entry : view.kept(alone, name).values()) {
      if (!entry.listed()) {
        continue;
      }
      shown |= readers(entry.version().isPreRelease(), entry.details().isSemVer2());
      if (best == null || !entry.version().isPreRelease()) {
        best = entry.details();
      }
    }
    boolean own =
        manifest.versions().values().stream()
            .anyMatch(v -> v.origin().type() == Origin.Type.INTERNAL);
    return best == null
        ? new Card("", List.of(), own, shown, clock.millis())
        : new Card(said(best), types(best), own, shown, clock.millis());
  }

  private static int readers(boolean preRelease, boolean semVer2) {
    int readers = 0;
    for (var first : new boolean[] {preRelease, true}) {
      for (var second : new boolean[] {semVer2, true}) {
        readers |= 1 << kind(first, second);
      }
    }
    return readers;
  }

  private static String said(PackageDetails details) {
    var text = new StringBuilder();
    for (var part : new String[] {details.title(), details.authors(), details.summary()}) {
      text.append(Objects.requireNonNullElse(part, "")).append('\n');
    }
    text.append(String.join("\n", details.tags())).append('\n');
    text.append(Objects.requireNonNullElse(details.description(), ""));
    return text.substring(0, Math.min(text.length(), LONGEST)).toLowerCase(Locale.ROOT);
  }

  private static List<String> types(PackageDetails details) {
    return details.packageTypes().isEmpty()
        ? List.of(PackageDetails.DEPENDENCY.toLowerCase(Locale.ROOT))
        : details.packageTypes().stream().map(t -> t.name().toLowerCase(Locale.ROOT)).toList();
  }
}
