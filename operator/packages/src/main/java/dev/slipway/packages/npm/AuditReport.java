package dev.slipway.packages.npm;

import dev.slipway.packages.advisory.AdvisoryIndex;
import dev.slipway.packages.advisory.Affected;
import dev.slipway.packages.advisory.Ecosystem;
import dev.slipway.packages.advisory.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to the audit of a tree: each advisory with where it was found, an action for each
 * package, and counts. Source: npm 6, npm-audit-report; pnpm 10 reads the same.
 */
final class AuditReport {

  private static final int MOST_PATHS = 100;

  private final String base;
  private final Map<String, Map<String, Object>> advisories = new LinkedHashMap<>();
  private final Map<String, Map<String, List<String>>> paths = new TreeMap<>();
  private final Map<String, List<Map<String, Object>>> resolves = new TreeMap<>();
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  AuditReport(String base) {
    this.base = base;
    counts.put("info", 0);
    for (var severity : Severity.values()) {
      counts.put(severity.word(), 0);
    }
  }

  Map<String, Object> of(AdvisoryIndex index, AuditTree tree) {
    var packages = tree.packages();
    for (var one : packages) {
      for (var affected : index.find(Ecosystem.NPM, one.name())) {
        if (affected.contains(one.version())) {
          add(affected, one);
        }
      }
    }
    return answer(packages);
  }

  private void add(Affected affected, AuditTree one) {
    var id = Long.toString(affected.advisory().number(affected.name()));
    advisories.computeIfAbsent(id, _ -> advisory(affected));
    var found =
        paths
            .computeIfAbsent(id, _ -> new TreeMap<>())
            .computeIfAbsent(one.version(), _ -> new ArrayList<>());
    if (found.size() < MOST_PATHS) {
      var path = one.path();
      found.add(path);
      resolves
          .computeIfAbsent(affected.name(), _ -> new ArrayList<>())
          .add(
              Map.of(
                  "id",
                  affected.advisory().number(affected.name()),
                  "path",
                  path,
                  "dev",
                  one.dev(),
                  "optional",
                  one.optional(),
                  "bundled",
                  false));
      counts.merge(affected.advisory().severity().word(), 1, Integer::sum);
    }
  }

  private Map<String, Object> advisory(Affected affected) {
    var advisory = affected.advisory();
    var answer = NpmAudit.advisory(affected, base);
    answer.put("module_name", affected.name());
    answer.put("patched_versions", affected.npmPatched());
    answer.put(
        "github_advisory_id",
        advisory.url(base).substring(advisory.url(base).lastIndexOf('/') + 1));
    answer.put("cves", advisory.aliases().stream().filter(a -> a.startsWith("CVE-")).toList());
    answer.put("overview", advisory.title());
    answer.put("recommendation", "");
    answer.put("references", "- " + advisory.url(base));
    answer.put("found_by", null);
    answer.put("access", "public");
    return answer;
  }

  /** What was found, as clients of the tree's audit read it. */
  Map<String, Object> answer(Collection<AuditTree> packages) {
    advisories.forEach(
        (id, advisory) ->
            advisory.put(
                "findings",
                paths.get(id).entrySet().stream()
                    .map(f -> Map.of("version", f.getKey(), "paths", f.getValue()))
                    .toList()));
    int dev = 0;
    int optional = 0;
    for (var one : packages) {
      dev += one.dev() ? 1 : 0;
      optional += one.optional() ? 1 : 0;
    }
    return Map.of(
        "actions",
        resolves.entrySet().stream()
            .map(r -> Map.of("action", "review", "module", r.getKey(), "resolves", r.getValue()))
            .toList(),
        "advisories",
        advisories,
        "muted",
        List.of(),
        "metadata",
        Map.of(
            "vulnerabilities",
            counts,
            "dependencies",
            packages.size() - dev,
            "devDependencies",
            dev,
            "optionalDependencies",
            optional,
            "totalDependencies",
            packages.size()));
  }
}
