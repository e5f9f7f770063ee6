package dev.slipway.e2e;

import dev.slipway.testkit.load.Connection;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Two that publish numbered versions of the same packages, and two that read what was acknowledged:
 * one of each on a new connection for each request, the other on one that is kept. Whoever gets no
 * answer, or one of a server's failure, asks the same again.
 */
final class PackageTraffic implements AutoCloseable {

  /** When nothing is done to the servers. */
  static final String CALM = "calm";

  private static final int VERSIONS = 25;
  private static final long PAUSE_MILLIS = 80;
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int SERVER_ERROR = 500;

  /**
   * How long a version may take to be everywhere. A server that has not seen the end of the change
   * log within this time asks the bucket, so it holds however slow the machine is, for requests
   * that begin later.
   */
  static final Duration SEEN = Duration.ofSeconds(1);

  /**
   * A publication that was acknowledged.
   *
   * @param at nanoseconds of this process
   */
  record Acknowledged(String name, String version, long at) {
    String path() {
      return "/repositories/libs/generic/org/" + name + "/" + version + "/asset";
    }

    String content() {
      return name + " " + version;
    }
  }

  private final PackageDoors doors;
  private final PackageDoors.Door service;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final List<Acknowledged> acknowledged = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final List<Client> clients = new ArrayList<>();
  private volatile String moment = CALM;

  PackageTraffic(PackageDoors doors, PackageDoors.Door service) {
    this.doors = doors;
    this.service = service;
    for (boolean kept : new boolean[] {true, false}) {
      begin(new Publisher(kept));
      begin(new Reader(kept));
    }
  }

  private void begin(Client client) {
    clients.add(client);
    var _ =
        threads.scheduleWithFixedDelay(client, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** From now on the servers have this to bear. */
  void during(String next) {
    moment = next;
  }

  /** Waits until so many more were acknowledged. */
  void more(int count) {
    int wanted = acknowledged.size() + count;
    Awaitility.await(count + " more publications")
        .atMost(Duration.ofSeconds(60))
        .until(() -> acknowledged.size() >= wanted);
  }

  /** What was acknowledged so far, in this order. */
  List<Acknowledged> acknowledged() {
    return acknowledged;
  }

  /** How often it happened, by moment, method and status code, {@code refused} or {@code cut}. */
  Map<String, Integer> counts() {
    return counts;
  }

  /** Answers that must never be. */
  Queue<String> wrong() {
    return wrong;
  }

  /** Requests without an answer, or with one of a server's failure, each begun with its moment. */
  Queue<String> failures() {
    return failures;
  }

  private abstract class Client implements Runnable {
    private final Connection connection;

    Client(boolean kept) {
      connection = new Connection(service.host(), service.port(), kept);
    }

    /** What is answered; null when there is no answer that means anything. */
    Connection.Answer answer(Connection.Question question) {
      var begun = moment;
      Connection.Answer answer = null;
      String outcome;
      String failure = null;
      try {
        answer = connection.ask(question);
        outcome = Integer.toString(answer.status());
        failure = answer.status() < SERVER_ERROR ? null : answer.body();
      } catch (IOException e) {
        outcome = e.getCause() instanceof ConnectException ? "refused" : "cut";
        failure = e.getMessage();
      }
      var when = begun.equals(CALM) ? moment : begun;
      var what = when + " " + question.method() + " " + outcome;
      counts.merge(what, 1, Integer::sum);
      if (failure != null) {
        failures.add(what + " " + question.path() + ": " + failure);
        return null;
      }
      return answer;
    }
  }

  private final class Publisher extends Client {
    private final String suffix;
    private int next;

    Publisher(boolean kept) {
      super(kept);
      suffix = kept ? ".kept" : ".new";
    }

    @Override
    public void run() {
      var what = new Acknowledged("loop-" + next / VERSIONS, next + suffix, 0);
      var answer = answer(doors.put(what.path(), what.content()));
      if (answer == null) {
        return;
      }
      next++;
      if (answer.status() == CREATED || answer.status() == OK) {
        acknowledged.add(new Acknowledged(what.name(), what.version(), System.nanoTime()));
      } else {
        wrong.add("PUT " + what.path() + ": " + answer);
      }
    }
  }

  private final class Reader extends Client {
    private Acknowledged wanted;

    Reader(boolean kept) {
      super(kept);
    }

    @Override
    public void run() {
      if (wanted == null) {
        long latest = System.nanoTime() - SEEN.toNanos();
        var old = acknowledged.stream().filter(a -> a.at() < latest).toList();
        if (old.isEmpty()) {
          return;
        }
        // The newest as often as all others.
        int begin = ThreadLocalRandom.current().nextBoolean() ? 0 : old.size() - 1;
        wanted = old.get(ThreadLocalRandom.current().nextInt(begin, old.size()));
      }
      var answer = answer(doors.get(wanted.path()));
      if (answer == null) {
        return;
      }
      if (answer.status() != OK || !answer.body().equals(wanted.content())) {
        wrong.add("GET " + wanted.path() + ": " + answer);
      }
      wanted = null;
    }
  }

  /** Ends after what is asked now. */
  @Override
  public void close() {
    threads.close();
    clients.forEach(client -> client.connection.close());
  }
}
