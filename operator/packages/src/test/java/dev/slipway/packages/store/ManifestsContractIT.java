package dev.slipway.packages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every place for manifests does. */
final class ManifestsContractIT {

  private static final PackageKey KEY = Published.key("libs", Format.maven, "com.example", "lib");

  @TempDir static Path folder;
  private static Places places;

  @BeforeAll
  static void start() throws IOException {
    places = new Places(folder);
  }

  @AfterAll
  static void stop() {
    places.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasChangedIsThereInTheNextProcess(Places.Place place) throws IOException {
    var store = places.fresh(place);
    Manifest before;
    try (var open = places.open(store)) {
      assertThat(open.manifests().get(KEY)).isEqualTo(Manifest.EMPTY);
      Published.publish(open.manifests(), KEY, "1");
      Published.publish(open.manifests(), KEY, "2");
      before = open.manifests().get(KEY);
      assertThat(before.versions()).containsOnlyKeys("1", "2");
      assertThat(open.manifests().get(KEY)).as("the same while nothing changes").isSameAs(before);
    }
    try (var open = places.open(places.again(store))) {
      assertThat(open.manifests().get(KEY)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesOfEveryKindAreKeptApart(Places.Place place) throws IOException {
    var keys =
        new PackageKey[] {
          Published.key("a", Format.npm, "", "React"),
          Published.key("a", Format.npm, "", "react"),
          Published.key("a", Format.npm, "react", "react"),
          Published.key("a", Format.maven, "react", "react"),
          Published.key("b", Format.npm, "", "react"),
          Published.key("a", Format.generic, "", "../../escape"),
          Published.key("a", Format.generic, "", "x".repeat(255)),
          Published.key("a", Format.generic, "é".repeat(255), "%41"),
          Published.key("a", Format.generic, "a+b &=#?;", "c d~*'()!$@:,"),
        };
    var store = places.fresh(place);
    try (var open = places.open(store)) {
      for (int i = 0; i < keys.length; i++) {
        Published.publish(open.manifests(), keys[i], "1." + i);
      }
    }
    try (var open = places.open(places.again(store))) {
      for (int i = 0; i < keys.length; i++) {
        assertThat(open.manifests().get(keys[i]).versions()).containsOnlyKeys("1." + i);
      }
      assertThat(open.manifests().list("a", null, 100)).hasSize(8);
      assertThat(open.manifests().list("b", null, 100)).containsExactly(keys[4].name());
      assertThat(open.manifests().list("a", Format.generic)).hasSize(4);
      assertThat(open.manifests().repositories()).containsExactlyInAnyOrder("a", "b");
    }
  }

  @ParameterizedTest
  @EnumSource
  void writersOfOnePackageLoseNothing(Places.Place place) throws Exception {
    var store = places.fresh(place);
    try (var open = places.open(store);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 60)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        Published.publish(open.manifests(), KEY, "1." + i);
                        Published.publish(
                            open.manifests(),
                            Published.key("libs", Format.npm, "", "p" + i % 5),
                            "1." + i);
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
      assertThat(open.manifests().get(KEY).versions()).hasSize(60);
    }
    try (var open = places.open(places.again(store))) {
      assertThat(open.manifests().get(KEY).versions()).hasSize(60);
      int others = 0;
      for (var name : open.manifests().list("libs", Format.npm)) {
        others += open.manifests().get(new PackageKey("libs", name)).versions().size();
      }
      assertThat(others).isEqualTo(60);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPackageOfWhichNothingIsLeftIsGoneAndMayComeBack(Places.Place place) throws IOException {
    var store = places.fresh(place);
    try (var open = places.open(store)) {
      Published.publish(open.manifests(), KEY, "1");
      open.manifests().change(KEY, _ -> Manifest.EMPTY);
      assertThat(open.manifests().list("libs", null, 10)).isEmpty();
      assertThat(open.manifests().get(KEY)).isEqualTo(Manifest.EMPTY);
    }
    try (var open = places.open(places.again(store))) {
      assertThat(open.manifests().list("libs", null, 10)).isEmpty();
      assertThat(open.manifests().get(KEY)).isEqualTo(Manifest.EMPTY);
      Published.publish(open.manifests(), KEY, "2");
      assertThat(open.manifests().get(KEY).versions()).containsOnlyKeys("2");
      assertThat(open.manifests().list("libs", null, 10)).containsExactly(KEY.name());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangeThatFailsOrChangesNothingLeavesEverything(Places.Place place) throws IOException {
    try (var open = places.open(places.fresh(place))) {
      Published.publish(open.manifests(), KEY, "1");
      var before = open.manifests().get(KEY);
      assertThat(open.manifests().change(KEY, old -> old)).isEqualTo(before);
      assertThatThrownBy(
              () ->
                  open.manifests()
                      .change(
                          KEY,
                          _ -> {
                            throw new IOException("no");
                          }))
          .hasMessage("no");
      assertThat(open.manifests().get(KEY)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VERSITYGW", "SEAWEEDFS"})
  void replicasOfOneBucketLoseNothing(Places.Place place) throws Exception {
    var store = places.fresh(place);
    try (var first = places.open(store);
        var second = places.open(places.again(store));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 40)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        Published.publish((i % 2 == 0 ? first : second).manifests(), KEY, "1." + i);
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
      await()
          .untilAsserted(
              () -> {
                assertThat(first.manifests().get(KEY).versions()).hasSize(40);
                assertThat(second.manifests().get(KEY)).isEqualTo(first.manifests().get(KEY));
              });
    }
  }
}
