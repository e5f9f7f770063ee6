package dev.slipway.packages.model;

import dev.slipway.packages.model.group.GroupPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which versions of a repository's packages are not kept. The newest version of a package always
 * is, and every version that a tag names. The builds of a Maven snapshot are counted for
 * themselves; the snapshot stays as long as it has builds.
 *
 * @param formats of the packages that it speaks of; empty for all
 * @param pattern of the packages that it speaks of
 * @param keepVersions how many of the newest versions are kept; 0 when their number says nothing
 * @param olderThan the age that a version must have to go; zero when its age says nothing
 * @param statuses of the versions that may go, which are the only ones that are counted
 */
public record RetentionRule(
    Set<Format> formats,
    GroupPattern pattern,
    int keepVersions,
    Duration olderThan,
    Set<VersionStatus> statuses) {

  private static final Pattern BUILD = Pattern.compile("(.+)-[0-9]{8}\\.[0-9]{6}-[0-9]+");
  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final Comparator<Map.Entry<String, PackageVersion>> NEWEST_FIRST =
      Comparator.comparingLong((Map.Entry<String, PackageVersion> e) -> e.getValue().publishedAt())
          .thenComparing(Map.Entry::getKey)
          .reversed();

  public RetentionRule {
    formats = Set.copyOf(formats);
    statuses = Set.copyOf(statuses);
  }

  /** The versions of a package that go by any of the rules, with the reason. */
  public static Map<String, String> drops(
      List<RetentionRule> rules, PackageName name, Manifest manifest, Instant now) {
    var all = new LinkedHashMap<String, String>();
    for (var rule : rules) {
      rule.drops(name, manifest, now).forEach(all::putIfAbsent);
    }
    return all;
  }

  private Map<String, String> drops(PackageName name, Manifest manifest, Instant now) {
    var dropped = new LinkedHashMap<String, String>();
    if (!speaksOf(name)) {
      return dropped;
    }
    var tagged = Set.copyOf(manifest.tags().values());
    for (var line : lines(name.format(), manifest).values()) {
      for (int i = 1; i < line.size(); i++) {
        var version = line.get(i).getKey();
        var age = Duration.between(line.get(i).getValue().published(), now);
        if (i >= keepVersions && age.compareTo(olderThan) >= 0 && !tagged.contains(version)) {
          dropped.put(version, reason(i, age));
        }
      }
    }
    return dropped;
  }

  private boolean speaksOf(PackageName name) {
    return (formats.isEmpty() || formats.contains(name.format()))
        && pattern.match(name) == GroupPattern.Match.STRONG;
  }

  private String reason(int newer, Duration age) {
    var reasons = new ArrayList<String>();
    if (keepVersions > 0) {
      reasons.add(newer + " are newer and " + keepVersions + " are kept");
    }
    if (!olderThan.isZero()) {
      reasons.add("it is " + age.toHours() + " h old");
    }
    return String.join(", ", reasons);
  }

  /** Versions that are counted together, the newest first. */
  private Map<String, List<Map.Entry<String, PackageVersion>>> lines(
      Format format, Manifest manifest) {
    var built = new LinkedHashSet<String>();
    manifest.versions().keySet().forEach(v -> built.add(line(format, v)));
    var lines = new LinkedHashMap<String, List<Map.Entry<String, PackageVersion>>>();
    for (var entry : manifest.versions().entrySet()) {
      boolean counted = statuses.contains(entry.getValue().status());
      if (counted && !built.contains(entry.getKey())) {
        lines.computeIfAbsent(line(format, entry.getKey()), l -> new ArrayList<>()).add(entry);
      }
    }
    lines.values().forEach(l -> l.sort(NEWEST_FIRST));
    return lines;
  }

  private static String line(Format format, String version) {
    var build = BUILD.matcher(version);
    return format == Format.maven && build.matches() ? build.group(1) + SNAPSHOT : "";
  }
}
