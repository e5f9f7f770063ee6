package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.advisory.Advisories;
import dev.slipway.packages.advisory.AdvisoryLimits;
import dev.slipway.packages.advisory.Osv;
import dev.slipway.packages.identity.Unanswered;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.store.Hashing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a store whose clock is moved by hours. */
final class RoundTest {

  @TempDir Path folder;
  private UpkeepStore store;

  @BeforeEach
  void open() throws IOException {
    store = new UpkeepStore(folder);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private void reopen(Limits limits) throws IOException {
    store.close();
    store = new UpkeepStore(folder, limits);
  }

  private static Limits cache(long bytes) {
    return new Limits(1 << 20, 350, Long.MAX_VALUE, bytes, null);
  }

  @Test
  void whatAVersionHasStaysWhateverItsAge() throws Exception {
    store.publish(store.repository("libs"), "tool", "1", "one");
    store.settle();
    assertThat(store.has("one")).isTrue();
    assertThat(store.metric("slipway_packages_blobs_bytes", "kind", "private")).isEqualTo(3);
  }

  /** A look counts a file once, and each version that had it takes it away. */
  @Test
  void aFileThatManyVersionsHadCanBePublishedAgainWhenAllAreDeleted() throws Exception {
    var libs = store.repository("libs");
    for (var version : List.of("1", "2", "3")) {
      store.publish(libs, "tool", version, "same");
    }
    store.upkeep.round();
    for (var version : List.of("1", "2", "3")) {
      assertThat(store.packages.delete(libs, UpkeepStore.name("tool"), version)).isEmpty();
    }
    assertThat(store.upkeep.room()).isEqualTo(Long.MAX_VALUE);
    assertThat(store.publish(libs, "tool", "4", "same")).isInstanceOf(Outcome.Changed.class);
    assertThat(store.upkeep.room()).isEqualTo(Long.MAX_VALUE - 4);
  }

  @Test
  void whatNothingRefersToGoesAfterTwoLooksADayApart() throws IOException {
    store.put("stray");
    assertThat(store.garbage()).containsExactly("young 5");
    store.upkeep.round();
    store.passHours(25);
    assertThat(store.garbage()).containsExactly("condemned 5");
    store.upkeep.round();
    store.passHours(23);
    store.upkeep.round();
    assertThat(store.garbage()).containsExactly("waiting 5");
    assertThat(store.metric("slipway_packages_blobs_bytes", "kind", "garbage")).isEqualTo(5);
    assertThat(store.has("stray")).isTrue();
    store.passHours(2);
    assertThat(store.garbage()).containsExactly("erased 5");
    assertThat(store.has("stray")).as("a dry run erases nothing").isTrue();
    store.upkeep.round();
    assertThat(store.has("stray")).isFalse();
    assertThat(store.metric("slipway_packages_removed_total", "what", "erased")).isEqualTo(1);
    assertThat(store.metric("slipway_packages_blobs_bytes", "kind", "garbage")).isZero();
  }

  @Test
  void advisoriesStay() throws Exception {
    var entry = Osv.entry("A-1", "npm", "left", "{\"introduced\": \"0\"}");
    new Advisories(
            store.upkeep.blobs(),
            store.upkeep.manifests(),
            store::now,
            AdvisoryLimits.of(Runtime.getRuntime().maxMemory()))
        .put("mine", new ByteArrayInputStream(entry.getBytes(StandardCharsets.UTF_8)));
    reopen(cache(0));
    store.settle();
    assertThat(store.has(entry)).isTrue();
  }

  @Test
  void aDryRunCondemnsNothing() throws IOException {
    store.put("stray");
    for (int i = 0; i < 5; i++) {
      store.passHours(25);
      assertThat(store.garbage()).containsExactly("condemned 5");
    }
  }

  @Test
  void whoeverReadsWhatIsCondemnedAcquitsIt() throws IOException {
    var digests = store.put("stray");
    store.passHours(25);
    store.upkeep.round();
    store.passHours(20);
    assertThat(store.upkeep.blobs().find(digests.digest())).isPresent();
    store.upkeep.tick();
    reopen(Limits.DEFAULT);
    store.passHours(50);
    assertThat(store.garbage()).as("known also after a restart").containsExactly("young 5");
  }

  @Test
  void whatIsPublishedAgainWhileItIsCondemnedStays() throws Exception {
    store.put("again");
    store.passHours(25);
    store.upkeep.round();
    store.publish(store.repository("libs"), "tool", "1", "again");
    store.settle();
    assertThat(store.has("again")).isTrue();
  }

  /** The last line of the acceptance list: gone, unless it is referred to from elsewhere. */
  @Test
  void theBytesOfADisposedVersionGoUnlessAnotherRepositoryHasThem() throws Exception {
    var libs = store.repository("libs");
    store.publish(libs, "tool", "1", "both");
    store.publish(libs, "tool", "2", "alone");
    store.publish(store.repository("other"), "tool", "1", "both");
    store
        .upkeep
        .manifests()
        .change(
            new PackageKey("libs", UpkeepStore.name("tool")),
            old ->
                new StatusChange(
                        Map.of("1", Optional.empty(), "2", Optional.empty()), Optional.empty())
                    .dispose(old)
                    .manifest());
    store.settle();
    assertThat(store.has("both")).isTrue();
    assertThat(store.has("alone")).isFalse();
  }

  @Test
  void anArtifactStaysAsLongAsArtifactsDo() throws IOException {
    store.upkeep.stored(store.put("log").digest());
    store.settle();
    assertThat(store.has("log")).isTrue();
    assertThat(store.metric("slipway_packages_blobs_bytes", "kind", "artifacts")).isEqualTo(3);
    reopen(new Limits(1 << 20, 350, Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(10)));
    store.pass(Duration.ofDays(5));
    store.put("log");
    store.upkeep.stored(store.put("log").digest());
    store.pass(Duration.ofDays(9));
    store.settle();
    assertThat(store.has("log")).as("it was stored once more, and three days are left").isFalse();
    assertThat(store.files("artifacts")).extracting(Path::getFileName).hasSize(1);
  }

  @Test
  void ofAnOlderStoreEverythingThatMayBeAnArtifactStays() throws Exception {
    store.publish(store.repository("libs"), "tool", "1", "one");
    store.put("log");
    Files.delete(folder.resolve("artifacts/complete"));
    var log = Hashing.of("log".getBytes(StandardCharsets.UTF_8)).digest();
    reopen(Limits.DEFAULT);
    assertThatThrownBy(() -> store.upkeep.holds(log)).isInstanceOf(Unanswered.class);
    store.settle();
    assertThat(store.upkeep.holds(log)).isTrue();
    var one = Hashing.of("one".getBytes(StandardCharsets.UTF_8)).digest();
    assertThat(store.upkeep.holds(one)).as("a package has it").isFalse();
    store.put("stray");
    store.settle();
    assertThat(store.has("log")).isTrue();
    assertThat(store.has("stray")).as("what came later").isFalse();
    assertThat(store.metric("slipway_packages_blobs_bytes", "kind", "artifacts")).isEqualTo(3);
  }

  /** As long as one package cannot be read, nobody knows what is garbage. */
  @Test
  void aManifestThatCannotBeReadStopsEverything() throws IOException {
    store.put("stray");
    var file = folder.resolve("manifests/libs/generic/=org/=broken.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{");
    reopen(Limits.DEFAULT);
    for (int i = 0; i < 4; i++) {
      store.passHours(25);
      assertThatThrownBy(store.upkeep::round).isInstanceOf(IOException.class);
      store.upkeep.tick();
    }
    assertThat(store.has("stray")).isTrue();
    assertThat(store.metric("slipway_packages_upkeep_failures_total", "job", "round")).isEqualTo(4);
  }

  @Test
  void cachedContentBeyondItsBudgetGoesByLastUse() throws Exception {
    reopen(cache(25));
    store.external("central", "http://127.0.0.1:1");
    var libs = store.repository("libs", "central");
    store.publish(store.repository("own"), "mine", "1", "private content");
    var first = store.ingest("central", "central", "tool", "1", "0123456789");
    store.passHours(1);
    store.ingest("central", "central", "tool", "2", "123456789a");
    store.ingest(libs.name(), "central", "tool", "2", "123456789a");
    store.passHours(1);
    store.upkeep.blobs().find(first.digest());
    store.ingest("central", "central", "tool", "3", "23456789ab");
    store.passHours(1);
    assertThat(store.garbage()).containsExactly("evicted 10");
    store.upkeep.round();
    assertThat(store.has("0123456789")).as("used after the second").isTrue();
    assertThat(store.has("123456789a")).isFalse();
    assertThat(store.has("23456789ab")).isTrue();
    assertThat(store.has("private content")).isTrue();
    assertThat(store.metric("slipway_packages_blobs_bytes", "kind", "cached")).isEqualTo(20);
    assertThat(
            store
                .packages
                .describe(libs, UpkeepStore.name("tool"))
                .version("2")
                .orElseThrow()
                .assets())
        .as("it is known what the bytes must be")
        .containsEntry("a", Hashing.of("123456789a".getBytes(StandardCharsets.UTF_8)));
  }

  /** A copy in a repository that does not reach the external one, and a lost external one. */
  @Test
  void whatCannotBeHadAgainIsNeverEvicted() throws IOException {
    reopen(cache(0));
    store.external("central", "http://127.0.0.1:1");
    store.repository("prod");
    store.ingest("central", "central", "tool", "1", "copied");
    store.ingest("prod", "central", "tool", "1", "copied");
    store.ingest("orphans", "gone", "tool", "1", "orphan");
    store.ingest("central", "central", "tool", "2", "cached");
    store.passHours(1);
    store.upkeep.round();
    assertThat(store.has("copied")).isTrue();
    assertThat(store.has("orphan")).isTrue();
    assertThat(store.has("cached")).isFalse();
  }

  @Test
  void whatIsUsedAtThisMomentIsNotEvicted() throws IOException {
    reopen(cache(0));
    store.external("central", "http://127.0.0.1:1");
    var digests = store.ingest("central", "central", "tool", "1", "cached");
    store.passHours(1);
    store.upkeep.blobs().find(digests.digest());
    store.upkeep.round();
    assertThat(store.has("cached")).isTrue();
    store.passHours(1);
    store.upkeep.round();
    assertThat(store.has("cached")).isFalse();
  }
}
