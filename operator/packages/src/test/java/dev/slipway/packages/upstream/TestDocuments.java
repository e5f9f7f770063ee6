package dev.slipway.packages.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.TestFolder;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.volume.VolumeBlobs;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An upstream, and what is known of its document at {@link #PATH}. */
final class TestDocuments implements BeforeEachCallback, AfterEachCallback {

  static final String PATH = "/list";

  private final MovingClock clock = new MovingClock();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TestFolder folder;
  private ScriptedUpstream upstream;
  private Documents documents;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    folder = TestFolder.make();
    upstream = new ScriptedUpstream();
    open();
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    close();
    upstream.close();
    client.close();
    folder.close();
  }

  MovingClock clock() {
    return clock;
  }

  Path folder() {
    return folder.path();
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  /** Goes on with what the folder has, as another process does. */
  void open() throws IOException {
    var registry = new CollectorRegistry();
    open(new Outbound(clock, registry), registry);
  }

  /** The same for one that waits only so long for the next bytes. */
  void open(Duration patience) throws IOException {
    var registry = new CollectorRegistry();
    open(new Outbound(clock, registry, Destinations.STRICT, patience), registry);
  }

  private void open(Outbound outbound, CollectorRegistry registry) throws IOException {
    documents =
        new Documents(folder.path(), new VolumeBlobs(folder.path()), outbound, clock, registry);
  }

  void close() {
    documents.close();
  }

  Optional<String> find() throws IOException, InterruptedException {
    return find("");
  }

  Optional<String> find(String authorization) throws IOException, InterruptedException {
    var repository = new ExternalRepository("r", Format.npm, upstream.url(), client, authorization);
    var found = documents.find(repository, upstream.url() + PATH, "text/plain");
    return found.isEmpty() ? Optional.empty() : Optional.of(new String(found.get().bytes(), UTF_8));
  }
}
