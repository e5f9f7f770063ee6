package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.advisory.Osv;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a version has to wait for, in every format, over HTTP. */
final class ReleaseAgeTest {

  private static final String FIX = "{\"introduced\": \"0\"}, {\"fixed\": \"1.2.0\"}";

  @RegisterExtension final LibraryServer libraries = new LibraryServer();

  private static DomainPolicy waiting(ReleaseAge.Exemption... exemptions) {
    return new DomainPolicy(
        new PackageGroups(Map.of()),
        new ReleaseAge(Duration.ofDays(3), Map.of(), List.of(exemptions)));
  }

  private static String osv(Library library) {
    return switch (library) {
      case npm -> Osv.entry("A-1", "npm", "left", FIX);
      case pypi -> Osv.entry("A-1", "PyPI", "left", FIX);
      case maven -> Osv.entry("A-1", "Maven", "org.left:left", FIX);
      case cargo -> Osv.entry("A-1", "crates", "left", FIX);
      case nuget -> Osv.entry("A-1", "NuGet", "left", FIX);
      case go -> Osv.entry("A-1", "Go", "left.test/left", FIX);
    };
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void aYoungVersionIsInNoIndexAndItsFileIsRefusedWithTheRuleAndTheTimeLeft(Library library) {
    library.put(libraries.upstream(), libraries.versions);
    libraries.policy(waiting());
    assertThat(libraries.listed(library + "-all", library)).containsExactly("1.0.0", "1.1.0");
    var refused = libraries.get(library + "-all", library, library.file("1.2.0"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("minimumReleaseAge is 3d 0h", "it can be had in 2d 2");
    assertThat(libraries.get(library + "-all", library, library.file("1.1.0")).body())
        .isEqualTo("left 1.1.0");
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void anExceptionLetsItInAndWhatWasRetainedStays(Library library) {
    library.put(libraries.upstream(), libraries.versions);
    libraries.policy(
        waiting(
            new ReleaseAge.Exemption(
                GroupPattern.parse(library.pattern()),
                Set.of(library.version("1.2.0")),
                "ada",
                "fixes a hole",
                libraries.now.plusSeconds(3600))));
    var all = library + "-all";
    assertThat(libraries.listed(all, library)).containsExactly("1.0.0", "1.1.0", "1.2.0");
    assertThat(libraries.get(all, library, library.file("1.2.0")).body()).isEqualTo("left 1.2.0");
    libraries.policy(waiting());
    assertThat(libraries.get(all, library, library.file("1.2.0")).body()).isEqualTo("left 1.2.0");
    assertThat(libraries.listed(all, library)).contains("1.2.0");
  }

  /** Whoever has stolen a package publishes a later version, which is no fix. */
  @ParameterizedTest
  @EnumSource(Library.class)
  void aFixThatAnAdvisoryNamesNeedNotWaitAndALaterVersionDoes(Library library) {
    library.put(
        libraries.upstream(),
        Map.of("1.0.0", libraries.old, "1.2.0", libraries.young, "1.3.0", libraries.young));
    libraries.policy(
        waiting(
            new ReleaseAge.Exemption(
                GroupPattern.ROOT,
                Set.of(),
                "ada",
                "fixes",
                libraries.now.plusSeconds(3600),
                true)));
    var all = library + "-all";
    assertThat(libraries.get(all, library, library.file("1.2.0")).status()).isEqualTo(403);
    assertThat(library.lists(libraries.get(all, library, library.index()).body(), "1.2.0"))
        .isFalse();
    var put = libraries.api().send("PUT", "/advisories/osv", osv(library));
    assertThat(put.status()).as(put.body()).isLessThan(300);
    var index = libraries.get(all, library, library.index()).body();
    assertThat(library.lists(index, "1.2.0")).as(index).isTrue();
    assertThat(library.lists(index, "1.3.0")).isFalse();
    assertThat(libraries.get(all, library, library.file("1.2.0")).body()).isEqualTo("left 1.2.0");
    assertThat(libraries.get(all, library, library.file("1.3.0")).status()).isEqualTo(403);
  }

  @Test
  void latestIsTheHighestBeforeTheOneThatHasToWait() {
    Library.npm.put(
        libraries.upstream(),
        Map.of(
            "1.0.0",
            libraries.old,
            "1.1.0-rc.1",
            libraries.old,
            "1.2.0",
            libraries.young,
            "0.9.0",
            libraries.old));
    libraries.policy(waiting());
    var index = libraries.get("npm-all", Library.npm, "left").body();
    assertThat(index)
        .contains("\"dist-tags\":{\"latest\":\"1.0.0\"}", "1.1.0-rc.1")
        .doesNotContain("1.2.0", libraries.young.toString());
  }

  @Test
  void aFileThatCameToAnOldVersionLatelyWaitsToo() {
    Library.pypi.put(libraries.upstream(), libraries.versions);
    var page = libraries.get("pypi-all", Library.pypi, "simple/left/");
    assertThat(page.body()).contains("left-1.0.0.tar.gz");
    libraries
        .upstream()
        .has(
            "/simple/right/",
            "application/vnd.pypi.simple.v1+json",
            """
            {"meta": {"api-version": "1.1"}, "name": "right", "files": [
              {"filename": "right-1.0.tar.gz", "url": "a", "hashes": {}, "upload-time": "%s"},
              {"filename": "right-1.0-py3-none-any.whl", "url": "b", "hashes": {}, "upload-time": "%s"}]}
            """
                .formatted(libraries.old, libraries.young));
    libraries.policy(waiting());
    assertThat(libraries.get("pypi-all", Library.pypi, "simple/right/").body())
        .contains("right-1.0.tar.gz")
        .doesNotContain("right-1.0-py3");
    assertThat(
            libraries
                .get("pypi-all", Library.pypi, "files/right/1.0/right-1.0-py3-none-any.whl")
                .status())
        .isEqualTo(403);
  }
}
