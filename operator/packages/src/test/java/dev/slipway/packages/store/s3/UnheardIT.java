package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Published;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is recorded of changes whose writer dies before it can announce them. */
final class UnheardIT {

  private static final PackageKey KEY = Published.key("libs", Format.npm, "", "lib");

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  /** Records the new versions. */
  private static final class Versions implements ChangeRecorder {
    @Override
    public String describe(PackageKey key, Manifest old, Manifest next) {
      var added = new TreeSet<>(next.versions().keySet());
      added.removeAll(old.versions().keySet());
      return added.isEmpty() ? null : "[\"" + String.join("\",\"", added) + "\"]";
    }

    @Override
    public void happened(String recorded, boolean again) {}

    @Override
    public void settle() {}
  }

  private S3Manifests one;
  private S3Manifests two;

  @BeforeEach
  void start() throws IOException {
    one = replica();
    two = replica();
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  private static S3Manifests replica() throws IOException {
    return new S3Manifests(BUCKET.client(), BUCKET.prefix(), new Versions(), Clock.systemUTC());
  }

  /** Writes a version as a replica does that is killed thereupon. */
  private static void killed(String version) throws IOException {
    var objects = new ManifestObjects(BUCKET.client(), BUCKET.prefix(), Clock.systemUTC());
    var old = objects.read(KEY);
    var next = Published.published(old.manifest(), version);
    var text = new Versions().describe(KEY, old.manifest(), next);
    assertThat(objects.write(KEY, old, next, "killed" + version, text)).isPresent();
  }

  private static List<String> recorded(S3Manifests replica) throws IOException {
    replica.catchUp();
    return replica.records().after(0, 1000).records();
  }

  @Test
  void whoeverWritesOverItAnnouncesIt() throws IOException {
    Published.publish(one, KEY, "1");
    killed("2");
    Published.publish(one, KEY, "3");
    Published.publish(one, KEY, "2");
    assertThat(recorded(one)).containsExactly("\"1\"", "\"2\"", "\"3\"");
    assertThat(recorded(two)).isEqualTo(recorded(one));
  }

  @Test
  void soDoesWhoHasReadItBeforeAndRepeatsIt() throws IOException {
    killed("1");
    assertThat(two.change(KEY, old -> old).versions()).containsKey("1");
    Published.publish(two, KEY, "1");
    assertThat(recorded(one)).containsExactly("\"1\"");
  }

  @Test
  void whatIsOnItsWayIsRecordedOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 30)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        Published.publish(i % 2 == 0 ? one : two, KEY, "1." + i);
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    assertThat(recorded(one)).hasSize(30).doesNotHaveDuplicates();
    assertThat(recorded(two)).isEqualTo(recorded(one));
  }
}
