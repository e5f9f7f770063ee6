package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.Names;
import dev.slipway.packages.store.PackageNames;
import dev.slipway.packages.upkeep.CountedManifests.Count;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is counted of changes that several replicas make, whatever is heard of first. */
final class CountedManifestsTest {

  private final Shared shared = new Shared();

  /** Manifests of which others tell. */
  private static final class Shared implements Manifests {
    private Counting counting;

    @Override
    public boolean count(Counting listener) {
      counting = listener;
      return true;
    }

    @Override
    public Manifest get(PackageKey key) {
      return Manifest.EMPTY;
    }

    @Override
    public Manifest change(PackageKey key, Change change) {
      return Manifest.EMPTY;
    }

    @Override
    public <T> T alone(PackageName name, Step<T> step) throws IOException {
      return step.run();
    }

    @Override
    public Names names() {
      return new PackageNames();
    }
  }

  private CountedManifests counted(Count first) {
    return new CountedManifests(shared, first);
  }

  @Test
  void changesOfAllCount() {
    var manifests = counted(new Count(10, 4));
    shared.counting.changed(4, 60);
    shared.counting.changed(5, -20);
    assertThat(manifests.count()).isEqualTo(new Count(50, 6));
  }

  @Test
  void aCountThatIsHeardOfLateLacksNothingOfWhatCameSince() {
    var manifests = counted(new Count(0, 0));
    shared.counting.changed(4, 60);
    shared.counting.changed(5, 7);
    manifests.counted(new Count(61, 5));
    assertThat(manifests.bytes()).isEqualTo(68);
  }

  @Test
  void aChangeThatIsHeardOfAfterTheCountThatHasItCountsOnce() {
    var manifests = counted(new Count(0, 0));
    manifests.counted(new Count(60, 5));
    shared.counting.changed(4, 60);
    assertThat(manifests.bytes()).isEqualTo(60);
    shared.counting.changed(5, 1);
    assertThat(manifests.bytes()).isEqualTo(61);
  }

  /** It does not say which changes it has, so those before are taken for its own. */
  @Test
  void theCountOfAnOlderVersionIsTakenAsItIs() {
    var manifests = counted(new Count(10, Count.UNKNOWN));
    assertThat(manifests.bytes()).isEqualTo(10);
    shared.counting.changed(4, 60);
    manifests.counted(new Count(80, Count.UNKNOWN));
    assertThat(manifests.bytes()).isEqualTo(80);
    shared.counting.changed(5, 1);
    assertThat(manifests.bytes()).isEqualTo(81);
  }

  @Test
  void thereAreNeverFewerThanNone() {
    var manifests = counted(new Count(10, 0));
    shared.counting.changed(1, -20);
    assertThat(manifests.bytes()).isZero();
  }
}
