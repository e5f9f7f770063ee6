package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.StatusChange.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatusChangeTest {

  private static StatusChange of(String... versions) {
    var all = new LinkedHashMap<String, Optional<String>>();
    for (var version : versions) {
      all.put(version, Optional.empty());
    }
    return new StatusChange(all, Optional.empty());
  }

  private static VersionStatus status(Manifest manifest) {
    return manifest.version("1").orElseThrow().status();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Published, Unlisted, -",
        "Published, Archived, -",
        "Unlisted, Published, -",
        "Archived, Published, -",
        "Archived, Archived, -",
        "Published, Unfinished, NOT_ALLOWED",
        "Published, Disposed, NOT_ALLOWED",
        "Unfinished, Published, NOT_ALLOWED",
        "Disposed, Published, NOT_ALLOWED",
      })
  void whatMayBecomeOfWhat(VersionStatus from, VersionStatus to, ErrorCode error) {
    var result = of("1").update(Samples.with(from), to);
    assertThat(result.failures().get("1")).isEqualTo(error);
    assertThat(status(result.manifest())).isEqualTo(error == null ? to : from);
  }

  @Test
  void allOrNothing() {
    var manifest = Samples.with(VersionStatus.Published);
    var result = of("1", "2").update(manifest, VersionStatus.Archived);
    assertThat(result.manifest()).isEqualTo(manifest);
    assertThat(result.failures())
        .isEqualTo(Map.of("1", ErrorCode.SKIPPED, "2", ErrorCode.NOT_FOUND));
  }

  @Test
  void aRevisionThatHasPassedTouchesNothing() {
    var manifest = Samples.with(VersionStatus.Published);
    var revision = manifest.version("1").orElseThrow().revision();
    var stale = new StatusChange(Map.of("1", Optional.of("old")), Optional.empty());
    assertThat(stale.update(manifest, VersionStatus.Unlisted).failures())
        .containsEntry("1", ErrorCode.MISMATCHED_REVISION);
    assertThat(stale.dispose(manifest).manifest()).isEqualTo(manifest);
    assertThat(stale.delete(manifest).manifest()).isEqualTo(manifest);
    var seen = new StatusChange(Map.of("1", Optional.of(revision)), Optional.empty());
    assertThat(seen.update(manifest, VersionStatus.Unlisted).failures()).isEmpty();
  }

  @Test
  void aStatusThatHasPassedTouchesNothing() {
    var manifest = Samples.with(VersionStatus.Unlisted);
    var stale =
        new StatusChange(Map.of("1", Optional.empty()), Optional.of(VersionStatus.Published));
    assertThat(stale.update(manifest, VersionStatus.Archived).failures())
        .containsEntry("1", ErrorCode.MISMATCHED_STATUS);
  }

  @Test
  void aDisposedVersionIsARecordWithoutBytes() {
    var disposed = of("1").dispose(Samples.with(VersionStatus.Published)).manifest();
    assertThat(status(disposed)).isEqualTo(VersionStatus.Disposed);
    assertThat(disposed.version("1").orElseThrow().assets()).isEmpty();
    assertThat(disposed.version("1").orElseThrow().metadata()).isEqualTo("m");
    assertThat(of("1").delete(disposed).manifest().versions()).isEmpty();
  }

  @Test
  void aDeletedVersionsNameIsFreeAgainAndItsTagsAreGone() {
    var manifest =
        changed(Publishing.publish(Manifest.EMPTY, Samples.arrival("1", "a", "one"), Samples.NOW));
    var deleted = of("1").delete(manifest).manifest();
    assertThat(deleted.controls()).as("the name stays one's own").isEqualTo(manifest.controls());
    assertThat(
            changed(Publishing.publish(deleted, Samples.arrival("1", "a", "other"), Samples.NOW))
                .versions())
        .containsOnlyKeys("1");
  }

  private static Manifest changed(Publishing.Outcome outcome) {
    return ((Publishing.Outcome.Changed) outcome).manifest();
  }

  @ParameterizedTest
  @CsvSource({
    "Published, true, true",
    "Unfinished, false, false",
    "Unlisted, false, true",
    "Archived, false, false",
    "Disposed, false, false",
  })
  void whoSeesWhat(VersionStatus status, boolean listed, boolean served) {
    assertThat(status.listed()).isEqualTo(listed);
    assertThat(status.served()).isEqualTo(served);
  }
}
