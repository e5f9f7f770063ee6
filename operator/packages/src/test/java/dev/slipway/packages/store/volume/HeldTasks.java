package dev.slipway.packages.store.volume;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs tasks in the thread that gives them: at once, or when it is told to. */
final class HeldTasks extends AbstractExecutorService {

  private final boolean hold;
  private final Queue<Runnable> held = new ArrayDeque<>();
  private boolean ended;

  private HeldTasks(boolean hold) {
    this.hold = hold;
  }

  static HeldTasks atOnce() {
    return new HeldTasks(false);
  }

  static HeldTasks whenTold() {
    return new HeldTasks(true);
  }

  @Override
  public void execute(Runnable task) {
    if (hold) {
      held.add(task);
    } else {
      task.run();
    }
  }

  int waiting() {
    return held.size();
  }

  void run() {
    held.remove().run();
  }

  @Override
  public void shutdown() {
    ended = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    ended = true;
    return List.copyOf(held);
  }

  @Override
  public boolean isShutdown() {
    return ended;
  }

  @Override
  public boolean isTerminated() {
    return ended;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return ended;
  }
}
