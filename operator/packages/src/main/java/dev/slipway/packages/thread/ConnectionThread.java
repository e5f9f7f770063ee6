package dev.slipway.packages.thread;

/**
 * A thread that watches connections. It answers what is in memory itself, because going to another
 * thread takes as long as the rest of such an answer; whatever has to wait for a disk, a network or
 * somebody else must not be done on it.
 */
public final class ConnectionThread extends Thread {

  /** A request must be begun anew on a thread that may wait. */
  public static final class MustNotWait extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MustNotWait() {
      super("this thread must not wait", null, false, false);
    }
  }

  public ConnectionThread(ThreadGroup group, Runnable task) {
    super(group, task);
  }

  /**
   * Stands before everything that may have to wait.
   *
   * @throws MustNotWait on a thread that watches connections
   */
  public static void mayWait() {
    if (Thread.currentThread() instanceof ConnectionThread) {
      throw new MustNotWait();
    }
  }
}
