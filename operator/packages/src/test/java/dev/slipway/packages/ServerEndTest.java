package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Listener;
import dev.slipway.packages.http.OuterAddresses;
import dev.slipway.testkit.load.Connection;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see of a server's end. */
final class ServerEndTest {

  /** Longer than connections may be idle while a server ends. */
  private static final long SLOW_MILLIS = 1_500;

  private static final Connection.Question SLOW = Connection.Question.get("/slow/");
  private static final Connection.Question QUICK = Connection.Question.get("/quick/");

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Listener listener;

  @BeforeEach
  void start() throws Exception {
    Door slow =
        (_, exchange) -> {
          asked.countDown();
          assertThat(never.await(SLOW_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
          exchange.answer(200, "late");
        };
    Door quick = (_, exchange) -> exchange.answer(200, "soon");
    listener =
        new Listener(
            new PackagesHandler(
                Map.of("slow", slow, "quick", quick),
                new OuterAddresses(),
                new CollectorRegistry()),
            0,
            20_000);
    listener.start();
  }

  @AfterEach
  void end() {
    threads.close();
  }

  private Connection connection() {
    return new Connection("127.0.0.1", listener.port(), true);
  }

  private Future<Void> stop() {
    return threads.submit(
        (Callable<Void>)
            () -> {
              listener.stop();
              return null;
            });
  }

  @Test
  void aRequestThatRunsIsAnswered() throws Exception {
    try (var client = connection()) {
      var answer = threads.submit(() -> client.ask(SLOW));
      asked.await();
      var stopped = stop();
      assertThat(answer.get().body()).isEqualTo("late\n");
      assertThat(answer.get().headers()).containsEntry("connection", "close");
      stopped.get();
    }
  }

  /** One that asks all the time would otherwise be cut off when the patience ends. */
  @Test
  void whoKeepsAConnectionIsToldToOpenAnother() throws Exception {
    try (var client = connection();
        var other = connection()) {
      assertThat(client.ask(QUICK).headers()).doesNotContainKey("connection");
      var answer = threads.submit(() -> other.ask(SLOW));
      asked.await();
      var stopped = stop();
      var last =
          Awaitility.await("the end of the connection")
              .pollInterval(Duration.ofMillis(10))
              .until(() -> client.ask(QUICK), a -> "close".equals(a.headers().get("connection")));
      assertThat(last.body()).isEqualTo("soon\n");
      assertThatThrownBy(() -> client.ask(QUICK))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("new connection");
      assertThat(answer.get().status()).isEqualTo(200);
      stopped.get();
    }
  }
}
