package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.model.access.AccessGrants;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository that keeps two versions of each package. */
final class RetentionTest {

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

  private RepositoryView two(String name) {
    var rule =
        new RetentionRule(
            Set.of(), GroupPattern.ROOT, 2, Duration.ZERO, Set.of(VersionStatus.Published));
    var view = new RepositoryView(name, List.of(), null, false, AccessGrants.NONE, List.of(rule));
    store.catalog.put(view);
    return view;
  }

  private void publish(RepositoryView view, int versions) throws IOException, InterruptedException {
    for (int i = 1; i <= versions; i++) {
      store.publish(view, "tool", Integer.toString(i), view.name() + i);
      store.pass(Duration.ofSeconds(1));
    }
  }

  private Set<String> versions(RepositoryView view) throws IOException {
    return store.packages.describe(view, UpkeepStore.name("tool")).versions().keySet();
  }

  @Test
  void onceADayTheRulesOfEachRepositoryAreAppliedAndTheBytesFollow() throws Exception {
    var libs = two("libs");
    var others = store.repository("others");
    publish(libs, 4);
    publish(others, 4);
    store.upkeep.tick();
    assertThat(versions(libs)).containsExactly("3", "4");
    assertThat(versions(others)).hasSize(4);
    assertThat(store.metric("slipway_packages_removed_total", "what", "dropped")).isEqualTo(2);
    store.publish(libs, "tool", "5", "libs5");
    store.passHours(2);
    store.upkeep.tick();
    assertThat(versions(libs)).as("not again on the same day").hasSize(3);
    store.settle();
    assertThat(store.has("libs1")).isFalse();
    assertThat(store.has("libs3")).isTrue();
    store.upkeep.tick();
    assertThat(versions(libs)).containsExactly("4", "5");
  }

  @Test
  void aDryRunTellsAndDeletesNothing() throws Exception {
    var libs = two("libs");
    publish(libs, 3);
    var told = new ArrayList<Finding>();
    store.upkeep.retention(told::add);
    assertThat(told)
        .containsExactly(
            new Finding("dropped", "libs/generic/org/tool/1", 0, "2 are newer and 2 are kept"));
    assertThat(versions(libs)).hasSize(3);
  }
}
