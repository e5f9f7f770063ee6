package dev.slipway.packages.store;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.LookAlikes;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets packages of this process begin one after the other whose names look alike, so that each sees
 * those before it. Thread-safe.
 */
public final class NameTurns {

  private static final int STRIPES = 1024;

  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  /** See {@link Manifests#alone}. */
  public <T> T alone(PackageName name, Manifests.Step<T> step) throws IOException {
    // Always in the same order, so that no two wait for each other.
    var turns =
        LookAlikes.shapes(name).stream()
            .map(shape -> Math.floorMod(shape.hashCode(), STRIPES))
            .sorted()
            .distinct()
            .map(at -> stripes[at])
            .toList();
    turns.forEach(ReentrantLock::lock);
    try {
      return step.run();
    } finally {
      turns.reversed().forEach(ReentrantLock::unlock);
    }
  }
}
