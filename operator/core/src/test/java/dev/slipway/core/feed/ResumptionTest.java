package dev.slipway.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.core.feed.Resumption.Found;
import org.junit.jupiter.api.Test;

final class ResumptionTest {

  private static final EventPosition NINTH = TestEvents.published(9, "1").position();
  private static final EventPosition BEGIN = new EventPosition(0L, null, null);

  @Test
  void aReaderGoesOnAfterWhatItReadLast() {
    assertThat(Resumption.at(NINTH, new Found(true, TestEvents.published(9, "1"))))
        .isEqualTo(new Resumption(9, null, null));
  }

  @Test
  void whatWasTrimmedIsSaidAndTheRestIsRead() {
    var resumption = Resumption.at(NINTH, new Found(true, TestEvents.published(31, "1")));
    assertThat(resumption.after()).isEqualTo(30);
    assertThat(resumption.notBefore()).isNull();
    assertThat(resumption.missed()).startsWith("events 10 to 30 were gone");
  }

  @Test
  void nothingWasMissedWhenOnlyWhatWasReadIsTrimmed() {
    assertThat(Resumption.at(NINTH, new Found(true, TestEvents.published(10, "1"))))
        .isEqualTo(new Resumption(9, null, null));
  }

  @Test
  void ofALogThatIsShorterWhatHappenedLaterIsRead() {
    for (var found : new Found[] {new Found(false, null), new Found(true, null)}) {
      var resumption = Resumption.at(NINTH, found);
      assertThat(resumption.after()).isZero();
      assertThat(resumption.notBefore()).isEqualTo(NINTH.time());
      assertThat(resumption.missed()).contains("another log", "without event 9", NINTH.time());
    }
  }

  @Test
  void aLogThatHasGrownPastThePositionIsToldByTheIdentityOfItsEvent() {
    var other = TestEvents.read(9, "other", "npm", "", "ms", "1", "Published");
    assertThat(Resumption.at(NINTH, new Found(true, other)).missed()).contains("another log");
  }

  @Test
  void whoBeganBeforeTheFirstEventReadsAll() {
    assertThat(Resumption.at(BEGIN, new Found(true, null)))
        .isEqualTo(new Resumption(0, null, null));
    assertThat(Resumption.at(BEGIN, new Found(true, TestEvents.published(1, "1"))))
        .isEqualTo(new Resumption(0, null, null));
    assertThat(Resumption.at(BEGIN, new Found(true, TestEvents.published(4, "1"))).missed())
        .startsWith("events 1 to 3 were gone");
  }
}
