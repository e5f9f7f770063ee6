package dev.slipway.packages.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** People who publish packages of all formats and remember what was acknowledged. */
public final class Publishers implements AutoCloseable {

  /** What became of a package that somebody published. */
  private enum Fate {
    SENT,
    ACKNOWLEDGED
  }

  private static final int PEOPLE = 6;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Publisher.Item, Fate> fates = new ConcurrentHashMap<>();
  private final Set<Publisher.Item> checked = new HashSet<>();
  private final AtomicInteger number = new AtomicInteger();

  /** Sends a request. */
  public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  /**
   * Each of them publishes one package after the other until the server is gone.
   *
   * @param root of the repository
   * @param first of the kinds that they publish
   * @param enough counted down for each package that is acknowledged
   * @param ends whether the server's end has begun: what it says then, nobody hears
   */
  public List<Callable<Void>> all(
      String root, int first, CountDownLatch enough, BooleanSupplier ends) {
    var kinds = Publisher.Kind.values();
    return IntStream.range(0, PEOPLE)
        .<Callable<Void>>mapToObj(
            i ->
                () -> {
                  publish(root, kinds[(first + i) % kinds.length], enough, ends);
                  return null;
                })
        .toList();
  }

  private void publish(
      String root, Publisher.Kind kind, CountDownLatch enough, BooleanSupplier ends)
      throws InterruptedException {
    try {
      while (true) {
        var item = Publisher.item(kind, number.incrementAndGet());
        fates.put(item, Fate.SENT);
        for (var request : item.requests(root)) {
          var answer = send(request);
          if (ends.getAsBoolean()) {
            return;
          }
          assertThat(answer.statusCode())
              .as(item + " " + new String(answer.body(), StandardCharsets.UTF_8))
              .isIn(200, 201);
        }
        fates.put(item, Fate.ACKNOWLEDGED);
        enough.countDown();
      }
    } catch (IOException e) {
      // The server is gone.
    }
  }

  /** How many were acknowledged. */
  public long acknowledged() {
    return fates.values().stream().filter(f -> f == Fate.ACKNOWLEDGED).count();
  }

  /** How many nobody knows of whether they were published. */
  public long sent() {
    return fates.values().stream().filter(f -> f == Fate.SENT).count();
  }

  /** Reads everything once more. */
  public void checkAll(String root, Path store) throws IOException, InterruptedException {
    checked.clear();
    check(root, store);
  }

  /**
   * Reads what was published since the last time: what was acknowledged is there, and nothing is
   * there by half.
   */
  public void check(String root, Path store) throws IOException, InterruptedException {
    try (var left = Files.list(store.resolve("tmp"))) {
      assertThat(left).as("nothing of the earlier process").isEmpty();
    }
    for (var each : fates.entrySet()) {
      if (checked.add(each.getKey())) {
        check(root, each.getKey(), each.getValue());
      }
    }
  }

  private void check(String root, Publisher.Item item, Fate fate)
      throws IOException, InterruptedException {
    var listed = send(item.listing(root));
    boolean there =
        listed.statusCode() == 200
            && new String(listed.body(), StandardCharsets.UTF_8).contains(item.listed());
    if (fate == Fate.ACKNOWLEDGED) {
      assertThat(there).as(item + " is listed").isTrue();
    }
    for (var file : item.files(root).entrySet()) {
      var answer = send(file.getKey());
      if (there) {
        assertThat(answer.statusCode()).as(item + " is whole").isEqualTo(200);
      }
      if (answer.statusCode() == 200) {
        assertThat(answer.body()).as(item + " is what was sent").isEqualTo(file.getValue());
      }
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
