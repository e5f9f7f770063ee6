package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own that is killed while many publish; its events are compared. */
final class EventsKillTest {

  private static final int ROUNDS = 2;
  private static final int WRITERS = 8;
  private static final int ENOUGH = 60;

  @TempDir Path folder;

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();

  private void publish(Api api) {
    try {
      while (true) {
        int i = number.incrementAndGet();
        if (api.put("libs/org/p" + i % 5 + "/" + i + "/a", "content " + i) == 201) {
          acknowledged.add("p" + i % 5 + "@" + i);
        }
      }
    } catch (UncheckedIOException e) {
      // The server is gone.
    }
  }

  @Test
  void everyChangeThatWasAcknowledgedIsAnEventAndNoEventIsOfAnother() throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      int enough = ENOUGH * round;
      var process = TestProcess.start(KillTest.Program.class, folder.toString());
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var url = process.inputReader(StandardCharsets.UTF_8).readLine();
        var address = url.substring(0, url.indexOf("/repositories"));
        var api = new Api(address, "writer");
        for (int w = 0; w < WRITERS; w++) {
          threads.execute(() -> publish(api));
        }
        while (acknowledged.size() < enough) {
          Thread.onSpinWait();
        }
        process.destroyForcibly();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    try (var server = new TestServer(folder).hosted("libs");
        var api = new Api(server.address(), "writer")) {
      compare(api);
    }
  }

  private void compare(Api api) {
    // What is told again at the start comes before this.
    api.put("libs/org/end/1/a", "end");
    var told = new HashSet<String>();
    var ids = new HashSet<String>();
    long after = 0;
    while (!told.contains("end@1")) {
      var page = api.get("events?wait=10&max=1000&after=" + after);
      for (var event : page.at("/events")) {
        assertThat(event.at("/detail/sequenceNumber").asLong()).isEqualTo(++after);
        assertThat(ids.add(event.at("/id").asText())).as("told once").isTrue();
        told.add(
            event.at("/detail/packageName").asText()
                + "@"
                + event.at("/detail/packageVersion").asText());
      }
    }
    assertThat(told).containsAll(acknowledged);
    for (var version : told) {
      var words = version.split("@", 2);
      assertThat(
              api.get(
                      "repositories/libs/packages/generic/org/"
                          + words[0]
                          + "/versions/"
                          + words[1])
                  .status())
          .as(version)
          .isEqualTo(200);
    }
  }
}
