package dev.slipway.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.BuildReport;
import dev.slipway.core.build.ImageResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells the operator how the build stands: at once when something changed, else every five seconds.
 * An absent operator changes nothing in the build.
 */
final class Reporter implements Runnable {

  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration EAGER = Duration.ofMillis(500);
  private static final Duration LAST_TRY = Duration.ofSeconds(10);
  private static final int MOST_HOPS = 3;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI address;
  private final Path token;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private BuildReport newest;
  private long sent = -1;
  private List<ImageResult> results = List.of();

  Reporter(BuildOrder order, Path token) {
    this.address =
        URI.create(order.operatorUrl() + "/v1/builds/" + order.namespace() + "/" + order.name());
    this.token = token;
  }

  /** Replaces the report and wakes the sender. */
  void report(BuildReport report) {
    lock.lock();
    try {
      newest = report;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The answers so far. */
  List<ImageResult> results() {
    lock.lock();
    try {
      return results;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        BuildReport next;
        lock.lock();
        try {
          if (newest == null || newest.sequence() == sent) {
            var wait =
                newest != null && newest.imageRequests().size() > results.size() ? EAGER : BEAT;
            changed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
          }
          next = newest;
        } finally {
          lock.unlock();
        }
        if (next != null && !send(next)) {
          Thread.sleep(EAGER);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the last report, for at most ten seconds. */
  void last(BuildReport report) throws InterruptedException {
    long until = System.nanoTime() + LAST_TRY.toNanos();
    while (!send(report) && System.nanoTime() < until) {
      Thread.sleep(EAGER);
    }
  }

  private boolean send(BuildReport report) throws InterruptedException {
    try {
      var body = json.writeValueAsBytes(report);
      var target = address;
      for (int hop = 0; hop < MOST_HOPS; hop++) {
        var response =
            client.send(
                HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(5))
                    .header("Authorization", "Bearer " + Files.readString(token).strip())
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() == 200) {
          accepted(report, json.readValue(response.body(), BuildReport.Answer.class));
          return true;
        }
        var location = response.headers().firstValue("Location");
        if (response.statusCode() != 307 || location.isEmpty()) {
          return false;
        }
        target = URI.create(location.get());
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private void accepted(BuildReport report, BuildReport.Answer answer) {
    lock.lock();
    try {
      sent = Math.max(sent, report.sequence());
      results = answer.imageResults();
    } finally {
      lock.unlock();
    }
  }

  /** The report as a termination message: at most 4096 bytes. */
  String brief(BuildReport report) throws JsonProcessingException {
    var whole = json.writeValueAsString(without(report, true));
    return whole.length() <= 4000 ? whole : json.writeValueAsString(without(report, false));
  }

  private static BuildReport without(BuildReport report, boolean variables) {
    return new BuildReport(
        report.sequence(),
        report.state(),
        report.phases(),
        report.resolvedSourceVersion(),
        variables ? report.exportedVariables() : java.util.Map.of(),
        report.artifacts(),
        report.images(),
        report.log(),
        report.dependencies(),
        List.of());
  }
}
