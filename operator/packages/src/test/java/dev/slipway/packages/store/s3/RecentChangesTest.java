package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import org.junit.jupiter.api.Test;

final class RecentChangesTest {

  private final RecentChanges changes = new RecentChanges(2);

  private static PackageKey key(String name) {
    return new PackageKey("libs", new PackageName(Format.npm, "", name));
  }

  @Test
  void whatWasReadBeforeAChangeDoesNotHold() {
    assertThat(changes.holds(key("a"), "e1", 0)).isTrue();
    changes.heard(key("a"), 5, "e2");
    assertThat(changes.holds(key("a"), "e1", 5)).isFalse();
    assertThat(changes.holds(key("a"), "e1", 6)).as("read later").isTrue();
    assertThat(changes.holds(key("a"), "e2", 0)).as("one's own").isTrue();
    assertThat(changes.holds(key("b"), "e1", 0)).isTrue();
    assertThat(changes.holds(key("a"), null, 5)).as("it was not there").isFalse();
  }

  /** Who wrote e2 after e1 may be the first to announce it. */
  @Test
  void whatIsAnnouncedLateDoesNotCountAsTheLast() {
    changes.heard(key("a"), 5, "e2");
    changes.heard(key("a"), 6, "e1");
    assertThat(changes.holds(key("a"), "e1", 5)).isFalse();
    assertThat(changes.holds(key("a"), "e1", 6)).isTrue();
    changes.heard(key("a"), 7, "e1");
    assertThat(changes.holds(key("a"), "e1", 5)).isFalse();
    assertThat(changes.holds(key("a"), "e1", 6)).isTrue();
    assertThat(changes.holds(key("a"), "e2", 5)).isFalse();
  }

  @Test
  void whatIsForgottenCountsAsChanged() {
    changes.heard(key("a"), 5, "e");
    changes.heard(key("b"), 6, "e");
    changes.heard(key("a"), 7, "e");
    changes.heard(key("c"), 8, "e");
    assertThat(changes.holds(key("b"), "e", 6)).isFalse();
    assertThat(changes.holds(key("b"), "e", 7)).isTrue();
    assertThat(changes.holds(key("d"), "e", 6)).as("nobody knows").isFalse();
    changes.forget(100);
    assertThat(changes.holds(key("c"), "e", 99)).isFalse();
    assertThat(changes.holds(key("c"), "e", 100)).isTrue();
  }
}
