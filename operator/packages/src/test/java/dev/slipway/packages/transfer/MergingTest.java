package dev.slipway.packages.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.store.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MergingTest {

  private static final OriginControls BLOCKED =
      new OriginControls(OriginControls.Switch.BLOCK, OriginControls.Switch.ALLOW, true);

  /** Files as {@code VERSION/ASSET=CONTENT}; a version may end in {@code !} to be disposed of. */
  private static Manifest manifest(String files) {
    var versions = new TreeMap<String, PackageVersion>();
    for (var file : files.isEmpty() ? new String[0] : files.split(" ", -1)) {
      var words = file.split("[/=]", -1);
      var version = words[0].replace("!", "");
      var status = words[0].endsWith("!") ? VersionStatus.Disposed : VersionStatus.Published;
      var known = versions.get(version);
      var assets = new TreeMap<String, Digests>(known == null ? Map.of() : known.assets());
      if (words.length > 1) {
        assets.put(words[1], Hashing.of(words[2].getBytes(StandardCharsets.UTF_8)));
      }
      versions.put(
          version,
          new PackageVersion(status, new Origin(Origin.Type.INTERNAL, "r"), 0, assets, ""));
    }
    return new Manifest(OriginControls.OPEN, versions, new TreeMap<>());
  }

  @ParameterizedTest
  @CsvSource({
    // here, in the archive, here afterwards, conflicts
    "'', 1/a=x, 1/a=x, ''",
    "1/a=x, '', 1/a=x, ''",
    "1/a=x, 1/a=x, 1/a=x, ''",
    "1/a=x, 2/a=y, 1/a=x 2/a=y, ''",
    "1/a=x, 1/b=y, 1/a=x 1/b=y, ''",
    "1/a=x, 1/a=y, 1/a=x, 1/a",
    "1/a=x, 1/a=y 1/b=z 2/a=z, 1/a=x 2/a=z, 1/a", // the version is left as a whole
    "1!, 1/a=x, 1!, ''", // what was disposed of does not come back
    "1/a=x, 1!, 1/a=x, ''",
  })
  void aPackageGetsWhatItLacksAndKeepsWhatItHas(
      String here, String there, String after, String conflicts) {
    var merging = Merging.of(manifest(here), manifest(there));
    assertThat(merging.manifest()).isEqualTo(manifest(after));
    assertThat(
            merging.conflicts().stream()
                .map(c -> c.version() + "/" + c.asset())
                .collect(Collectors.joining(" ")))
        .isEqualTo(conflicts);
  }

  @Test
  void ownTagsAndControlsCount() {
    var here = new Manifest(BLOCKED, manifest("1/a=x").versions(), tags("latest", "1"));
    var there =
        new Manifest(
            OriginControls.OPEN, manifest("2/a=x").versions(), tags("latest", "2", "next", "2"));
    assertThat(Merging.of(here, there).manifest().tags())
        .containsExactly(Map.entry("latest", "1"), Map.entry("next", "2"));
    assertThat(Merging.of(here, there).manifest().controls()).isEqualTo(BLOCKED);
    assertThat(Merging.of(Manifest.EMPTY, here).manifest()).isEqualTo(here);
  }

  private static SortedMap<String, String> tags(String... pairs) {
    var tags = new TreeMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      tags.put(pairs[i], pairs[i + 1]);
    }
    return tags;
  }
}
