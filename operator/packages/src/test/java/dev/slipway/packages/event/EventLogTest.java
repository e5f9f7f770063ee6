package dev.slipway.packages.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.MovingClock;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.volume.VolumeManifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventLogTest {

  @TempDir Path folder;

  private static ObjectNode event(String id) {
    var event = JsonNodeFactory.instance.objectNode().put("version", "0").put("id", id);
    event.putObject(EventDocument.DETAIL);
    return event;
  }

  private static void add(EventLog log, String... ids) throws IOException {
    for (var id : ids) {
      log.add(List.of(event(id)), false);
    }
    log.settle();
  }

  /** Identities and numbers, as {@code id:number}. */
  private static List<String> read(EventLog log, long after, int most) throws IOException {
    var json = new ObjectMapper();
    var found = new ArrayList<String>();
    for (var text : log.after(after, most).events()) {
      var event = json.readTree(text);
      found.add(event.at("/id").asText() + ":" + event.at("/detail/sequenceNumber").asLong());
    }
    return found;
  }

  @Test
  void eventsAreNumberedWithoutGapsAndReadByPages() throws IOException {
    try (var log = new EventLog(folder)) {
      assertThat(log.after(0, 10)).isEqualTo(new EventStream.Page(List.of(), 0, 1, 0));
      add(log, "a", "b", "c");
      assertThat(read(log, 0, 2)).containsExactly("a:1", "b:2");
      assertThat(read(log, 2, 2)).containsExactly("c:3");
      assertThat(log.after(0, 2).next()).isEqualTo(2);
      assertThat(log.after(3, 2).events()).isEmpty();
    }
  }

  @Test
  void numbersGoOnAfterARestartAndATornLineIsCutOff() throws IOException {
    try (var log = new EventLog(folder)) {
      add(log, "a", "b");
    }
    var file = folder.resolve("0000000000000001.jsonl");
    Files.writeString(file, "{\"version\":\"0\",\"id\":\"torn", StandardOpenOption.APPEND);
    try (var log = new EventLog(folder)) {
      add(log, "c");
      assertThat(read(log, 0, 10)).containsExactly("a:1", "b:2", "c:3");
    }
  }

  @Test
  void whatIsToldAgainAfterARestartIsAddedOnce() throws IOException {
    try (var log = new EventLog(folder)) {
      add(log, "a", "b");
    }
    try (var log = new EventLog(folder)) {
      log.add(List.of(event("b")), true);
      log.add(List.of(event("c")), true);
      add(log, "d");
      assertThat(read(log, 0, 10)).containsExactly("a:1", "b:2", "c:3", "d:4");
    }
  }

  @Test
  void theOldestGoWhenThereAreTooMany() throws IOException {
    try (var log = new EventLog(folder, 100, 2)) {
      for (int i = 1; i <= 20; i++) {
        add(log, "event-" + i);
      }
      var page = log.after(0, 100);
      assertThat(page.oldest()).isGreaterThan(10);
      assertThat(page.last()).isEqualTo(20);
      assertThat(read(log, 0, 100).getFirst())
          .isEqualTo("event-" + page.oldest() + ":" + page.oldest());
      assertThat(page.next()).isEqualTo(page.oldest() - 1 + page.events().size());
    }
    try (var files = Files.list(folder)) {
      assertThat(files.count()).isEqualTo(2);
    }
    try (var log = new EventLog(folder, 100, 2)) {
      add(log, "event-21");
      assertThat(read(log, 20, 10)).containsExactly("event-21:21");
    }
  }

  @Test
  void whoWaitsIsWokenByTheNextEvent() throws Exception {
    try (var log = new EventLog(folder)) {
      var waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      log.await(0, Duration.ofMinutes(1));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      add(log, "a");
      assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
      assertThat(log.await(1, Duration.ofMillis(1))).isTrue();
    }
  }

  @Test
  void nobodyWaitsForAServerThatEnds() throws Exception {
    try (var log = new EventLog(folder)) {
      log.release();
      assertThat(log.await(0, Duration.ofMinutes(10))).isFalse();
      add(log, "a");
      assertThat(read(log, 0, 10)).containsExactly("a:1");
    }
  }

  private static Manifest published(String version) {
    var name = new Origin(Origin.Type.INTERNAL, "libs");
    var versions = new TreeMap<String, PackageVersion>();
    versions.put(
        version, new PackageVersion(VersionStatus.Published, name, 0, new TreeMap<>(), ""));
    return new Manifest(OriginControls.OPEN, versions, new TreeMap<>());
  }

  /** A recorder that describes as the real one does, and is killed before it can tell. */
  private static ChangeRecorder killed(ChangeRecorder real) {
    return new ChangeRecorder() {
      @Override
      public String describe(PackageKey key, Manifest old, Manifest next) {
        return real.describe(key, old, next);
      }

      @Override
      public void happened(String text, boolean again) {}

      @Override
      public void settle() {}
    };
  }

  @Test
  void aChangeThatNobodyCouldBeToldOfIsToldAtTheNextStart() throws IOException {
    var key = new PackageKey("libs", new PackageName(Format.npm, "", "demo"));
    try (var log = new EventLog(folder.resolve("events"))) {
      var recorder = new EventRecorder("main", "team", log, new MovingClock());
      try (var manifests = new VolumeManifests(folder, recorder)) {
        manifests.change(key, old -> published("1"));
      }
      try (var manifests = new VolumeManifests(folder, killed(recorder))) {
        manifests.change(key, old -> published("2"));
      }
    }
    try (var log = new EventLog(folder.resolve("events"))) {
      var recorder = new EventRecorder("main", "team", log, new MovingClock());
      try (var manifests = new VolumeManifests(folder, recorder)) {
        log.settle();
        var json = new ObjectMapper();
        var told = new ArrayList<String>();
        for (var text : log.after(0, 10).events()) {
          var detail = json.readTree(text).path(EventDocument.DETAIL);
          told.add(
              detail.path("packageVersion").asText() + " " + detail.path("operationType").asText());
        }
        assertThat(told).containsExactly("1 Created", "1 Deleted", "2 Created");
        assertThat(manifests.get(key)).isEqualTo(published("2"));
      }
    }
  }
}
