package dev.slipway.packages.advisory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which versions of one package an advisory is about. Immutable.
 *
 * @param name in the normal form of the ecosystem
 * @param spans in their order
 * @param versions further ones that no span contains
 */
public record Affected(
    Advisory advisory, Ecosystem ecosystem, String name, List<Span> spans, List<String> versions) {

  /** How npm says that no version is good. */
  private static final String NOTHING = "<0.0.0";

  public Affected {
    spans = List.copyOf(spans);
    versions = List.copyOf(versions);
  }

  /** Whether the version is one of them. */
  public boolean contains(String version) {
    return versions.contains(version)
        || (ecosystem.ordered(version)
            && (spans.stream().anyMatch(s -> s.contains(ecosystem, version))
                || versions.stream().anyMatch(v -> same(v, version))));
  }

  private boolean same(String listed, String version) {
    return ecosystem.ordered(listed) && ecosystem.compare(listed, version) == 0;
  }

  /** The version that ends what is wrong with this one; empty when none is known. */
  public Optional<String> fixed(String version) {
    return ecosystem.ordered(version)
        ? spans.stream()
            .filter(s -> s.contains(ecosystem, version) && !s.inclusive() && !s.to().isEmpty())
            .map(Span::to)
            .findFirst()
        : Optional.empty();
  }

  /** Whether exactly this version ends what is wrong with earlier ones. */
  boolean fixedBy(String version) {
    return ecosystem.ordered(version)
        && spans.stream()
            .anyMatch(
                s ->
                    !s.inclusive() && !s.to().isEmpty() && ecosystem.compare(s.to(), version) == 0);
  }

  /** All of them as one range of npm. */
  public String npmRange() {
    return Stream.concat(spans.stream().map(Span::npm), versions.stream().map(v -> "=" + v))
        .collect(Collectors.joining(" || "));
  }

  /** The versions that are known to be good again, as one range of npm. */
  public String npmPatched() {
    var good = new ArrayList<String>();
    for (int i = 0; i < spans.size(); i++) {
      var span = spans.get(i);
      if (!span.inclusive() && !span.to().isEmpty()) {
        boolean last = i == spans.size() - 1;
        good.add(">=" + span.to() + (last ? "" : " <" + spans.get(i + 1).from()));
      }
    }
    return good.isEmpty() ? NOTHING : String.join(" || ", good);
  }

  /** All of them as ranges of NuGet. */
  public List<String> nugetRanges() {
    return Stream.concat(spans.stream().map(Span::nuget), versions.stream().map(v -> "[" + v + "]"))
        .toList();
  }
}
