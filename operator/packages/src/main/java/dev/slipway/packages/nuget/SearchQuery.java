package dev.slipway.packages.nuget;

import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.NuGetVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What somebody searches for. Source: NuGet API, search.
 *
 * @param text as it was written
 * @param take results, at most 1000
 * @param semVer2 whether the client reads SemVer 2
 * @param packageType empty for any
 */
record SearchQuery(
    String text, int skip, int take, boolean preRelease, boolean semVer2, String packageType) {

  private static final int FEW = 20;
  private static final int MOST = 1000;
  private static final String ID = "packageid:";

  static SearchQuery of(Exchange exchange) {
    return new SearchQuery(
        Objects.requireNonNullElse(exchange.query("q"), ""),
        number(exchange.query("skip"), 0),
        Math.min(MOST, number(exchange.query("take"), FEW)),
        "true".equalsIgnoreCase(exchange.query("prerelease")),
        NuGetVersion.parse(exchange.query("semVerLevel"))
            .filter(v -> v.numbers().getFirst() >= 2)
            .isPresent(),
        Objects.requireNonNullElse(exchange.query("packageType"), ""));
  }

  private static int number(String text, int otherwise) {
    return text != null && text.matches("\\d{1,6}") ? Integer.parseInt(text) : otherwise;
  }

  private List<String> words() {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+", -1))
        .filter(w -> !w.isEmpty())
        .toList();
  }

  /**
   * Whether each word is in an id or in what is said of the package; one after {@code packageid:}
   * is the whole id.
   *
   * @param said lower-case
   * @param types of the package, lower-case
   */
  boolean matches(String id, String said, List<String> types) {
    return (packageType.isEmpty() || types.contains(packageType.toLowerCase(Locale.ROOT)))
        && words().stream().allMatch(w -> matches(w, id, said));
  }

  /** Whether each word is in an id. */
  boolean matchesId(String id) {
    return words().stream().allMatch(w -> matches(w, id, ""));
  }

  private static boolean matches(String word, String id, String said) {
    return word.startsWith(ID)
        ? id.equals(word.substring(ID.length()))
        : id.contains(word) || said.contains(word);
  }

  /** Where an id stands among those that are found: 0 comes first. */
  int rank(String id) {
    var wanted = text.strip().toLowerCase(Locale.ROOT);
    if (id.equals(wanted)) {
      return 0;
    }
    return id.startsWith(wanted) ? 1 : id.contains(wanted) ? 2 : 3;
  }

  /** Whether a version may be among the results. */
  boolean shows(VersionEntry entry) {
    return entry.listed()
        && (preRelease || !entry.version().isPreRelease())
        && (semVer2 || !entry.details().isSemVer2());
  }

  /** The same question to somebody else, for another part of the results. */
  String parameters(int otherSkip, int otherTake) {
    return "q=%s&skip=%d&take=%d&prerelease=%s%s%s"
        .formatted(
            URLEncoder.encode(text, StandardCharsets.UTF_8),
            otherSkip,
            otherTake,
            preRelease,
            semVer2 ? "&semVerLevel=2.0.0" : "",
            packageType.isEmpty()
                ? ""
                : "&packageType=" + URLEncoder.encode(packageType, StandardCharsets.UTF_8));
  }
}
