package dev.slipway.controller.feed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Events as a package server's API gives them, of a log that a test may cut or replace. */
final class ScriptedFeed implements AutoCloseable {

  static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  private static final Duration LONGEST = Duration.ofMillis(300);

  private final NavigableMap<Long, String> log = new ConcurrentSkipListMap<>();
  private final HttpServer server;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger mostWaiting = new AtomicInteger();
  private volatile int status = 200;
  private volatile String body = "";

  ScriptedFeed() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/v1/events", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How many questions waited at once at most. */
  int mostWaiting() {
    return mostWaiting.get();
  }

  /** Answers everything with this from now on; 200 to be well again. */
  void answer(int code, String text) {
    status = code;
    body = text;
  }

  synchronized void add(long number, String name, String id) {
    log.put(
        number,
        """
        {"id": "%s", "time": "%s", "detail": {"repositoryName": "libs", "packageFormat": "npm",
         "packageNamespace": "", "packageName": "%s", "packageVersion": "%d",
         "packageVersionState": "Published", "changes": {"assetsAdded": 1, "statusChanged": true},
         "operationType": "Created", "cause": "Publish", "user": "me", "sequenceNumber": %d}}
        """
            .formatted(id, START.plusSeconds(number), name, number, number));
    notifyAll();
  }

  void add(long number, String name) {
    add(number, name, "id-" + number);
  }

  /** Forgets the oldest events, up to this one. */
  void trim(long upTo) {
    log.headMap(upTo, true).clear();
  }

  /** Forgets all. */
  void clear() {
    log.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var query =
        Arrays.stream(exchange.getRequestURI().getQuery().split("&"))
            .map(p -> p.split("=", 2))
            .collect(Collectors.toMap(p -> p[0], p -> Long.parseLong(p[1])));
    try (exchange) {
      int code = status;
      boolean gone = code == 200 && query.get("after") > last();
      var text = gone ? "{\"last\": %d}".formatted(last()) : code == 200 ? page(query) : body;
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(gone ? 410 : code, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized String page(Map<String, Long> query) throws InterruptedException {
    long after = query.get("after");
    if (after == last() && query.get("wait") > 0) {
      mostWaiting.accumulateAndGet(waiting.incrementAndGet(), Math::max);
      long end = System.nanoTime() + LONGEST.toNanos();
      while (after == last() && System.nanoTime() < end) {
        wait(LONGEST.toMillis());
      }
      waiting.decrementAndGet();
    }
    var events = log.tailMap(after, false).entrySet().stream().limit(query.get("max")).toList();
    long begin = Math.max(after, log.isEmpty() ? after : log.firstKey() - 1);
    return "{\"events\": [%s], \"next\": %d, \"oldest\": %d, \"last\": %d}"
        .formatted(
            events.stream().map(Map.Entry::getValue).collect(Collectors.joining(",")),
            begin + events.size(),
            log.isEmpty() ? 1 : log.firstKey(),
            last());
  }

  private long last() {
    return log.isEmpty() ? 0 : log.lastKey();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
