package dev.slipway.packages.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.store.volume.VolumeBlobs;
import dev.slipway.packages.store.volume.VolumeManifests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdvisoriesTest {

  private static final AdvisoryLimits LIMITS =
      new AdvisoryLimits(1 << 20, 16 << 20, 1000, 1 << 20, 1 << 20);

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock();
  private VolumeBlobs blobs;
  private VolumeManifests manifests;
  private Advisories advisories;

  @BeforeEach
  void open() throws IOException {
    blobs = new VolumeBlobs(folder);
    manifests = new VolumeManifests(folder);
    advisories = started();
  }

  @AfterEach
  void close() throws IOException {
    manifests.close();
  }

  private Advisories started() {
    var next = new Advisories(blobs, manifests, clock, LIMITS);
    next.start();
    return next;
  }

  private static InputStream file(String... names) {
    var text = new StringBuilder();
    for (var name : names) {
      text.append(Osv.entry("A-" + name, "npm", name, "{\"introduced\": \"0\"}")).append('\n');
    }
    return new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean knows(Advisories advisories, String name) throws Exception {
    return !advisories.index().find(Ecosystem.NPM, name).isEmpty();
  }

  @Test
  void aRestartKeepsWhatWasPut() throws Exception {
    advisories.put("one", file("a", "b"));
    advisories.put("two", file("c"));
    advisories.put("gone", file("d"));
    advisories.remove("gone");
    manifests.close();
    open();
    assertThat(advisories.sources()).extracting(Source::name).containsExactly("one", "two");
    assertThat(advisories.sources().getFirst().content().advisories()).isEqualTo(2);
    assertThat(advisories.sources().getFirst().uploadedAt()).isEqualTo(clock.instant());
    assertThat(knows(advisories, "a") && knows(advisories, "c")).isTrue();
    assertThat(knows(advisories, "d")).isFalse();
  }

  @Test
  void aFileTakesThePlaceOfTheOneBefore() throws Exception {
    advisories.put("one", file("a"));
    advisories.put("one", file("b"));
    assertThat(knows(advisories, "a")).isFalse();
    assertThat(knows(advisories, "b")).isTrue();
    assertThat(advisories.remove("one")).isTrue();
    assertThat(advisories.remove("one")).isFalse();
    assertThat(advisories.index().isEmpty(Ecosystem.NPM)).isTrue();
  }

  @Test
  void aFileThatIsRefusedChangesNothingAndLeavesNothing() throws Exception {
    advisories.put("one", file("a"));
    var large = new ByteArrayInputStream(new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> advisories.put("one", large)).isInstanceOf(UnusableFile.class);
    var text = new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> advisories.put("one", text)).isInstanceOf(UnusableFile.class);
    assertThat(knows(advisories, "a")).isTrue();
    try (var waiting = Files.list(blobs.waiting())) {
      assertThat(waiting).isEmpty();
    }
  }

  @Test
  void allSourcesTogetherKeepToTheMemoryThatTheyHave() throws Exception {
    var names = IntStream.range(0, 900).mapToObj(i -> "n" + i).toArray(String[]::new);
    advisories.put("one", file(names));
    advisories.put("one", file(names));
    assertThatThrownBy(() -> advisories.put("two", file(names)))
        .isInstanceOf(UnusableFile.class)
        .hasMessageContaining("MiB of memory that are left");
    advisories.remove("one");
    advisories.put("two", file(names));
  }

  @Test
  void anotherReplicaSeesWhatWasPut() throws Exception {
    var other = started();
    assertThat(knows(other, "a")).isFalse();
    advisories.put("one", file("a"));
    clock.pass(Duration.ofSeconds(31));
    Awaitility.await().until(() -> knows(other, "a"));
    advisories.remove("one");
    clock.pass(Duration.ofSeconds(31));
    Awaitility.await().until(() -> !knows(other, "a"));
  }

  @Test
  void aFileThatTheStoreLostIsSaidAndTheOthersCount() throws Exception {
    var lost = advisories.put("one", file("a"));
    advisories.put("two", file("b"));
    blobs.remove(lost.digest());
    advisories = started();
    assertThat(knows(advisories, "b")).isTrue();
    assertThat(advisories.sources().getFirst().problem())
        .contains("does not give " + lost.digest());
    advisories.put("one", file("a"));
    assertThat(knows(advisories, "a")).isTrue();
    assertThat(advisories.sources().getFirst().problem()).isEmpty();
  }

  @Test
  void thoseWhoPutAtOnceLoseNothing() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 10)
              .mapToObj(i -> (Callable<Source>) () -> advisories.put("s" + i, file("n" + i)))
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    for (int i = 0; i < 10; i++) {
      assertThat(knows(advisories, "n" + i)).isTrue();
    }
    assertThat(started().sources()).hasSize(10);
  }

  @Test
  void anAdvisoryOfTwoSourcesCountsOnce() throws Exception {
    advisories.put("one", file("a"));
    advisories.put("two", file("a"));
    assertThat(advisories.index().find(Ecosystem.NPM, "a")).hasSize(1);
  }

  @Test
  void nugetIsToldByIdInLowerCase() throws Exception {
    var text =
        Osv.entry("A-1", "NuGet", "Some.Thing", "{\"introduced\": \"0\"}, {\"fixed\": \"2.0\"}");
    advisories.put("one", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    var all = NugetVulnerability.all(advisories.index(), "http://here");
    assertThat(all.get("some.thing"))
        .containsExactly(
            new NugetVulnerability("http://here/advisories/entries/A-1", 2, "(, 2.0)"));
  }
}
