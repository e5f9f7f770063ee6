package dev.slipway.controller.sync;

import dev.slipway.api.v1alpha1.GitSync;
import dev.slipway.api.v1alpha1.LocalReference;
import dev.slipway.controller.git.GitAccess;
import dev.slipway.controller.git.GitFailure;
import dev.slipway.controller.git.GitSecrets;
import dev.slipway.controller.git.GitTree;
import dev.slipway.core.sync.Manifests;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Fetches the YAML files of commits in threads of its own; keeps the newest of each sync. */
public final class ManifestFetcher implements AutoCloseable {

  private static final int SIDE_BY_SIDE = 4;

  /** What came of a fetch: manifests, or a problem. */
  record Fetched(String key, Manifests manifests, String problem) {}

  private final GitSecrets secrets;
  private final GitTree tree;
  private final ConcurrentMap<ResourceID, Fetched> fetched = new ConcurrentHashMap<>();
  private final ConcurrentMap<ResourceID, String> running = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(SIDE_BY_SIDE);
  private final List<Consumer<ResourceID>> listeners = new CopyOnWriteArrayList<>();

  public ManifestFetcher(GitSecrets secrets, GitTree tree) {
    this.secrets = secrets;
    this.tree = tree;
  }

  void onFetched(Consumer<ResourceID> listener) {
    listeners.add(listener);
  }

  /** What is known of the commit; the first call starts the fetch. */
  Optional<Fetched> get(GitSync sync, String commit) {
    var id = ResourceID.fromResource(sync);
    var key = commit + " " + sync.getMetadata().getGeneration();
    var known = fetched.get(id);
    if (known != null && known.key().equals(key)) {
      return Optional.of(known);
    }
    if (!key.equals(running.put(id, key))) {
      threads.execute(() -> run(sync, commit, id, key));
    }
    return Optional.empty();
  }

  void forget(GitSync sync) {
    fetched.remove(ResourceID.fromResource(sync));
  }

  private void run(GitSync sync, String commit, ResourceID id, String key) {
    try {
      room.acquire();
      try {
        fetched.put(id, fetch(sync, commit, key));
      } finally {
        room.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } finally {
      running.remove(id, key);
    }
    listeners.forEach(l -> l.accept(id));
  }

  private Fetched fetch(GitSync sync, String commit, String key) {
    var git = sync.getSpec().git();
    try {
      GitAccess access =
          secrets.access(
              sync.getMetadata().getNamespace(),
              git.url(),
              Optional.ofNullable(git.secretRef()).map(LocalReference::name),
              Optional.ofNullable(git.caRef()));
      var path = sync.getSpec().path() == null ? "." : sync.getSpec().path();
      Map<String, String> files = tree.yaml(access, git.branch(), commit, path);
      return new Fetched(key, Manifests.parse(files), null);
    } catch (GitFailure e) {
      return new Fetched(key, null, e.getMessage());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
