package dev.slipway.packages.figures;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Gives clients the machine's first processor and everything else the second, as in a cluster,
 * where a build has its own share of its own node: {@code -Dfigures.apart=true}. Needs two
 * processors and {@code taskset}.
 */
final class Apart {

  static final boolean ASKED = Boolean.getBoolean("figures.apart");
  private static final String CLIENTS = "0";
  private static final String SERVERS = "1";

  private Apart() {}

  /** This process and those that it starts from here on run on the servers' processor. */
  static void begin() throws IOException {
    if (ASKED) {
      move("-ap", SERVERS, "" + ProcessHandle.current().pid());
    }
  }

  /** What a client does. */
  interface Run {
    void run() throws Exception;
  }

  /** The processes that this starts run on the clients' processor. */
  static void client(Run run) throws Exception {
    if (!ASKED) {
      run.run();
      return;
    }
    var thread = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
    move("-p", CLIENTS, thread);
    try {
      run.run();
    } finally {
      move("-p", SERVERS, thread);
    }
  }

  private static void move(String option, String processor, String id) throws IOException {
    var taskset =
        new ProcessBuilder("taskset", option + "c", processor, id)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (taskset.waitFor() != 0) {
        throw new IOException("taskset cannot move " + id + " to processor " + processor);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
