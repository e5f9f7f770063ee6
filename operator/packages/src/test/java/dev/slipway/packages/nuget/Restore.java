package dev.slipway.packages.nuget;

import static dev.slipway.packages.nuget.NuGetClient.lower;
import static dev.slipway.packages.nuget.NuGetClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resolves a graph as restore does: the lowest versions that everybody can use. */
record Restore(NuGetClient client) {

  /**
   * Resolves and downloads a package and what it needs: of each the lowest version that all who
   * need it can use.
   *
   * @return version by id in lower case
   */
  Map<String, String> of(String id, String range) throws IOException, InterruptedException {
    var wanted = new LinkedHashMap<String, List<VersionRange>>();
    var chosen = new LinkedHashMap<String, String>();
    var open = new ArrayList<Map.Entry<String, String>>(List.of(Map.entry(id, range)));
    while (!open.isEmpty()) {
      var next = open.removeFirst();
      var ranges = wanted.computeIfAbsent(lower(next.getKey()), _ -> new ArrayList<>());
      ranges.add(VersionRange.parse(next.getValue()).orElseThrow());
      var best =
          client.versions(next.getKey()).stream()
              .map(v -> NuGetVersion.parse(v).orElseThrow())
              .filter(v -> ranges.stream().allMatch(r -> r.contains(v)))
              .findFirst();
      assertThat(best).as(next + " in " + client.versions(next.getKey())).isPresent();
      var version = best.get().normal();
      if (!version.equals(chosen.put(lower(next.getKey()), version))) {
        open.addAll(checked(next.getKey(), version));
      }
    }
    return chosen;
  }

  /** Downloads a version, checks its hash, and returns what it needs. */
  private List<Map.Entry<String, String>> checked(String id, String version)
      throws IOException, InterruptedException {
    var bytes = client.download(id, version);
    var entry = client.registration(NuGetClient.SEMVER2, id).get(version);
    assertThat(entry).as(id + " " + version).isNotNull();
    if (entry.has("packageHash")) {
      assertThat(text(entry, "packageHashAlgorithm")).isEqualTo("SHA512");
      var hash = HexFormat.of().parseHex(Hashing.of(bytes).sha512());
      assertThat(Base64.getDecoder().decode(text(entry, "packageHash"))).isEqualTo(hash);
    }
    var needs = new ArrayList<Map.Entry<String, String>>();
    for (var group : entry.path("dependencyGroups")) {
      for (var dependency : group.path("dependencies")) {
        needs.add(Map.entry(text(dependency, "id"), text(dependency, "range")));
      }
    }
    return needs;
  }
}
