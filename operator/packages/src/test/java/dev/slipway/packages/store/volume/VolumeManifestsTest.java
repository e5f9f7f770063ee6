package dev.slipway.packages.store.volume;

import static dev.slipway.packages.store.Published.key;
import static dev.slipway.packages.store.Published.publish;
import static dev.slipway.packages.store.Published.published;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.store.ChangeRecorder;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VolumeManifestsTest {

  private static final PackageKey KEY = key("libs", Format.maven, "com.example", "lib");

  @TempDir Path folder;

  /** Manifests whose changes go into files before they are acknowledged, when so much waits. */
  private static VolumeManifests eager(Path folder, long journalBytes) throws IOException {
    Files.createDirectories(folder);
    return new VolumeManifests(
        folder, ChangeRecorder.NONE, Disk.of(folder), journalBytes, HeldTasks.atOnce());
  }

  @Test
  void whatWasChangedIsThereInTheNextProcess() throws IOException {
    Manifest before;
    try (var manifests = new VolumeManifests(folder)) {
      assertThat(manifests.get(KEY)).isEqualTo(Manifest.EMPTY);
      publish(manifests, KEY, "1");
      publish(manifests, KEY, "2");
      before = manifests.get(KEY);
      assertThat(before.versions()).containsOnlyKeys("1", "2");
    }
    try (var manifests = new VolumeManifests(folder)) {
      assertThat(manifests.get(KEY)).isEqualTo(before);
    }
  }

  @Test
  void namesOfEveryKindAreKeptApart() throws IOException {
    var keys =
        new PackageKey[] {
          key("a", Format.npm, "", "React"),
          key("a", Format.npm, "", "react"),
          key("a", Format.npm, "react", "react"),
          key("a", Format.maven, "react", "react"),
          key("b", Format.npm, "", "react"),
          key("a", Format.generic, "", "../../escape"),
          key("a", Format.generic, "", "x".repeat(255)),
          key("a", Format.generic, "é".repeat(255), "%41"),
        };
    try (var manifests = eager(folder, 1)) {
      for (int i = 0; i < keys.length; i++) {
        publish(manifests, keys[i], "1." + i);
      }
    }
    try (var manifests = eager(folder, 1)) {
      for (int i = 0; i < keys.length; i++) {
        assertThat(manifests.get(keys[i]).versions()).containsOnlyKeys("1." + i);
      }
      assertThat(manifests.list("a", null, 100)).hasSize(7);
      assertThat(manifests.list("b", null, 100)).containsExactly(keys[4].name());
      assertThat(manifests.repositories()).containsExactlyInAnyOrder("a", "b");
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("manifests", "journal");
    }
  }

  @Test
  void aRepositoryIsListedByPages() throws IOException {
    try (var manifests = new VolumeManifests(folder)) {
      for (int i = 0; i < 25; i++) {
        publish(manifests, key("libs", Format.npm, "", "p%02d".formatted(i)), "1");
      }
      var first = manifests.list("libs", null, 10);
      var second = manifests.list("libs", first.getLast(), 10);
      var third = manifests.list("libs", second.getLast(), 10);
      assertThat(first).hasSize(10);
      assertThat(second.getFirst().name()).isEqualTo("p10");
      assertThat(third).hasSize(5);
      assertThat(manifests.list("libs", third.getLast(), 10)).isEmpty();
    }
  }

  @Test
  void writersOfOnePackageLoseNothing() throws Exception {
    try (var manifests =
            new VolumeManifests(
                folder,
                ChangeRecorder.NONE,
                Optional.empty(),
                2_000,
                Executors.newSingleThreadExecutor());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 200)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        publish(manifests, KEY, "1." + i);
                        publish(manifests, key("libs", Format.npm, "", "p" + i % 7), "1." + i);
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
      assertThat(manifests.get(KEY).versions()).hasSize(200);
    }
    try (var manifests = new VolumeManifests(folder)) {
      assertThat(manifests.get(KEY).versions()).hasSize(200);
      int others = 0;
      for (int i = 0; i < 7; i++) {
        others += manifests.get(key("libs", Format.npm, "", "p" + i)).versions().size();
      }
      assertThat(others).isEqualTo(200);
    }
  }

  @Test
  void aPackageOfWhichNothingIsLeftIsGone() throws IOException {
    try (var manifests = eager(folder, 1)) {
      publish(manifests, KEY, "1");
      manifests.change(KEY, old -> Manifest.EMPTY);
      assertThat(manifests.list("libs", null, 10)).isEmpty();
    }
    try (var manifests = eager(folder, 1)) {
      assertThat(manifests.list("libs", null, 10)).isEmpty();
      assertThat(manifests.get(KEY)).isEqualTo(Manifest.EMPTY);
    }
  }

  /** The files of ten thousand packages may take minutes; nobody waits for them. */
  @Test
  void changesGoIntoFilesBehindTheBackOfThoseWhoMakeThem() throws IOException {
    var checkpoints = HeldTasks.whenTold();
    try (var manifests =
        new VolumeManifests(folder, ChangeRecorder.NONE, Disk.of(folder), 1, checkpoints)) {
      publish(manifests, KEY, "1");
      publish(manifests, KEY, "2");
      assertThat(checkpoints.waiting()).isEqualTo(1);
      assertThat(folder.resolve("manifests")).isEmptyDirectory();
      checkpoints.run();
      assertThat(folder.resolve("manifests")).isNotEmptyDirectory();
      assertThat(journalBytes()).isZero();
      assertThat(manifests.get(KEY).versions()).containsOnlyKeys("1", "2");
      publish(manifests, KEY, "3");
      assertThat(checkpoints.waiting()).isEqualTo(1);
    }
    assertThat(journalBytes()).isPositive();
    try (var manifests = new VolumeManifests(folder)) {
      assertThat(manifests.get(KEY).versions()).containsOnlyKeys("1", "2", "3");
    }
  }

  private long journalBytes() throws IOException {
    try (var files = Files.list(folder.resolve("journal"))) {
      return files.mapToLong(f -> f.toFile().length()).sum();
    }
  }

  /** Copies the folder after random changes, as a crash would leave it, and opens the copy. */
  @Test
  void aCrashAtAnyMomentLeavesWhatWasAcknowledged() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    try (var manifests = eager(folder.resolve("live"), 3_000)) {
      for (int i = 0; i < 200; i++) {
        var key = key("libs", Format.npm, "", "p" + random.nextInt(5));
        publish(manifests, key, "1." + i);
        if (random.nextInt(4) == 0) {
          var copy = folder.resolve("copy" + i);
          copy(folder.resolve("live"), copy);
          try (var left = new VolumeManifests(copy)) {
            for (int p = 0; p < 5; p++) {
              var each = key("libs", Format.npm, "", "p" + p);
              assertThat(left.get(each)).isEqualTo(manifests.get(each));
            }
          }
        }
      }
    }
  }

  /** Notes what is told. */
  private record Told(List<String> events) implements ChangeRecorder {
    @Override
    public String describe(PackageKey key, Manifest old, Manifest next) {
      return key.repository() + next.versions().keySet();
    }

    @Override
    public void happened(String text, boolean again) {
      events.add(text);
    }

    @Override
    public void settle() {}
  }

  @Test
  void anEarlyChangeIsSeenAtOnceAndLastsWithTheNext() throws IOException {
    var other = key("other", Format.maven, "com.example", "lib");
    var told = new Told(new CopyOnWriteArrayList<>());
    try (var manifests = new VolumeManifests(folder.resolve("live"), told)) {
      for (int i = 0; i < 20; i++) {
        var version = "1." + i;
        var early = manifests.changeEarly(KEY, old -> published(old, version));
        assertThat(manifests.get(KEY)).isEqualTo(early);
        publish(manifests, other, version);
        assertThat(told.events()).hasSize(2 * i + 2);
        assertThat(told.events().get(2 * i)).startsWith("libs[").contains(version);
        assertThat(told.events().get(2 * i + 1)).startsWith("other[").contains(version);
        copy(folder.resolve("live"), folder.resolve("copy" + i));
        try (var left = new VolumeManifests(folder.resolve("copy" + i))) {
          assertThat(left.get(KEY)).isEqualTo(manifests.get(KEY));
          assertThat(left.get(other)).isEqualTo(manifests.get(other));
        }
      }
    }
  }

  /** Its event stands in its record alone, so the record comes before the file. */
  @Test
  void anEarlyChangeGoesIntoItsFileAfterItsRecord() throws IOException {
    var told = new Told(new ArrayList<>());
    var checkpoints = HeldTasks.whenTold();
    try (var manifests = new VolumeManifests(folder, told, Disk.of(folder), 1, checkpoints)) {
      publish(manifests, KEY, "1");
      manifests.changeEarly(KEY, old -> published(old, "2"));
      checkpoints.run();
      assertThat(told.events()).hasSize(2);
      assertThat(told.events().getLast()).contains("2");
    }
    try (var manifests = new VolumeManifests(folder)) {
      assertThat(manifests.get(KEY).versions()).containsOnlyKeys("1", "2");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
