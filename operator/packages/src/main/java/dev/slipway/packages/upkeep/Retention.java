package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.RetentionRule;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the versions that a repository's rules do not keep. */
final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final Catalog catalog;
  private final Manifests manifests;

  Retention(Catalog catalog, Manifests manifests) {
    this.catalog = catalog;
    this.manifests = manifests;
  }

  /**
   * Runs over all packages.
   *
   * @param dry whether nothing is changed, and only told what would be
   */
  void run(boolean dry, Instant now, Finding.Listener listener) throws IOException {
    for (var repository : manifests.repositories()) {
      var rules = catalog.find(repository).map(RepositoryView::retention).orElse(List.of());
      if (!rules.isEmpty()) {
        manifests.each(repository, key -> apply(key, rules, dry, now, listener));
      }
    }
  }

  /** Decides once more under the package's lock, for it may have changed. */
  private void apply(
      PackageKey key,
      List<RetentionRule> rules,
      boolean dry,
      Instant now,
      Finding.Listener listener)
      throws IOException {
    var drops = new HashMap<>(RetentionRule.drops(rules, key.name(), manifests.get(key), now));
    if (drops.isEmpty()) {
      return;
    }
    if (!dry) {
      manifests.change(
          key,
          old -> {
            drops.clear();
            drops.putAll(RetentionRule.drops(rules, key.name(), old, now));
            var gone = new HashMap<String, Optional<String>>();
            drops.keySet().forEach(v -> gone.put(v, Optional.empty()));
            return new StatusChange(gone, Optional.empty()).delete(old).manifest();
          });
    }
    for (var drop : Map.copyOf(drops).entrySet()) {
      var subject = key.repository() + key.name() + "/" + drop.getKey();
      if (!dry) {
        LOG.info("{} is not kept: {}", subject, drop.getValue());
      }
      listener.found(new Finding("dropped", subject, 0, drop.getValue()));
    }
  }
}
