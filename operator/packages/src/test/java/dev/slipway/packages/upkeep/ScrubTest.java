package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScrubTest {

  private static final int BLOBS = 300;

  @TempDir Path folder;
  private UpkeepStore store;
  private final ArrayList<Finding> found = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    store = new UpkeepStore(folder);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private Scrub scrub() {
    return new Scrub(
        store.bytes,
        new VolumeShelf(store.bytes, folder),
        Notes.in(folder.resolve("upkeep")),
        store::now,
        Pace.FREE);
  }

  private void damage(Digests digests) throws IOException {
    Files.writeString(store.bytes.find(digests.digest()).orElseThrow(), "damaged");
  }

  /** A new scrub each day, as after a restart. */
  private void days(int days) throws IOException {
    for (int day = 0; day < days; day++) {
      scrub().run(found::add);
      store.passHours(24);
    }
  }

  @Test
  void everyDamagedBlobIsFoundInAHundredDaysAndSetAside() throws IOException {
    for (int i = 0; i < BLOBS; i++) {
      var digests = store.put("content " + i);
      if (i % 100 == 0) {
        damage(digests);
      }
    }
    days(102);
    assertThat(found).extracting(Finding::what).containsExactly("damaged", "damaged", "damaged");
    assertThat(store.files("damaged"))
        .hasSize(3)
        .allSatisfy(f -> assertThat(f).hasContent("damaged"));
    assertThat(store.files("blobs")).hasSize(BLOBS - 3);
    assertThat(scrub().setAside()).isEqualTo(3);
  }

  @Test
  void publishingTheSameFileAgainMendsAVersion() throws Exception {
    var libs = store.repository("libs");
    store.publish(libs, "tool", "1", "one");
    var digests = store.put("one");
    damage(digests);
    days(102);
    assertThat(store.bytes.find(digests.digest())).isEmpty();
    store.publish(libs, "tool", "1", "one");
    assertThat(store.bytes.find(digests.digest()).orElseThrow()).hasContent("one");
  }
}
