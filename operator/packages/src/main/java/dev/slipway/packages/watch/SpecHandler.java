package dev.slipway.packages.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/** Hears of objects that are new to it or have another spec; a new status alone is passed over. */
public interface SpecHandler<T extends HasMetadata> extends ResourceEventHandler<T> {

  @Override
  default void onUpdate(T old, T now) {
    if (!old.getMetadata().getGeneration().equals(now.getMetadata().getGeneration())) {
      onAdd(now);
    }
  }
}
