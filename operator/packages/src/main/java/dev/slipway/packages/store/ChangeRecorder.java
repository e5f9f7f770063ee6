package dev.slipway.packages.store;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import java.io.IOException;

/**
 * Is told of each change of a manifest. What it says of a change is kept in the same record as the
 * change itself, so that a crash loses neither or both. Thread-safe.
 */
public interface ChangeRecorder {

  /** Wants to know nothing. */
  ChangeRecorder NONE =
      new ChangeRecorder() {
        @Override
        public String describe(PackageKey key, Manifest old, Manifest next) {
          return null;
        }

        @Override
        public void happened(String text, boolean again) {}

        @Override
        public void settle() {}
      };

  /** What is to be kept with a change that is about to be made; null for nothing. */
  String describe(PackageKey key, Manifest old, Manifest next);

  /**
   * A change has been made and will last. Changes of one package are told in their order.
   *
   * @param text what {@link #describe} said
   * @param again whether this is told after a restart, and may have been told before
   */
  void happened(String text, boolean again);

  /**
   * Returns when nothing that was told has to be told again.
   *
   * @throws IOException when that cannot be said soon
   */
  void settle() throws IOException;
}
