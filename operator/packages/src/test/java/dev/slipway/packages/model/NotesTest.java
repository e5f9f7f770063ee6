package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a domain notes of a package. */
final class NotesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Manifest with(Manifest notes, String id, String text, int second) {
    return Notes.with(notes, id, text, "outside", NOW.plusSeconds(second), 2);
  }

  @Test
  void theOldestMakeRoom() {
    var notes = with(with(with(Manifest.EMPTY, "b", "1", 0), "a", "2", 1), "c", "3", 2);
    assertThat(notes.versions()).containsOnlyKeys("a", "c");
  }

  @Test
  void anotherTextTakesNoRoomAndLeavesItsAge() {
    var notes = with(with(with(Manifest.EMPTY, "b", "1", 0), "a", "2", 1), "b", "3", 2);
    assertThat(notes.versions()).containsOnlyKeys("a", "b");
    assertThat(notes.version("b").orElseThrow().metadata()).isEqualTo("3");
    assertThat(with(notes, "c", "4", 3).versions()).containsOnlyKeys("a", "c");
  }

  @Test
  void theyKeepNoBytesAndListNothing() {
    var note = with(Manifest.EMPTY, "a", "1", 0).version("a").orElseThrow();
    assertThat(note.assets()).isEmpty();
    assertThat(note.status()).isEqualTo(VersionStatus.Disposed);
  }
}
