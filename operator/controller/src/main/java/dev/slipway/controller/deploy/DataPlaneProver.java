package dev.slipway.controller.deploy;

import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.core.plan.Proof;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Proves by answers where traffic goes: every request on a connection of its own, and any wrong
 * answer starts the count anew. A proof that does not come ends after ten minutes by itself.
 */
public final class DataPlaneProver implements ActionExecutor.Prover, AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration PACE = Duration.ofMillis(20);
  private static final int SERVER_ERROR = 500;
  private static final int MOST_HEADERS = 200;

  private final ConcurrentMap<String, Proof.Result> results = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Consumer<ResourceID>> listeners = new CopyOnWriteArrayList<>();

  /** The listener hears of every object whose proof has come. */
  public void onProven(Consumer<ResourceID> listener) {
    listeners.add(listener);
  }

  /** How far the proofs are whose key begins like this. */
  public Map<String, Proof.Result> results(String prefix) {
    return results.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Forgets the proofs whose key begins like this; those that run end. */
  public void forget(String prefix) {
    results.keySet().removeIf(k -> k.startsWith(prefix));
  }

  @Override
  public void prove(Proof proof, ResourceID primary) {
    if (results.putIfAbsent(proof.key(), new Proof.Result(false, 0, null)) == null) {
      threads.execute(() -> run(proof, primary));
    }
  }

  private void run(Proof proof, ResourceID primary) {
    long end = System.nanoTime() + LONGEST.toNanos();
    try {
      while (results.containsKey(proof.key()) && System.nanoTime() < end) {
        if (attempt(proof)) {
          results.computeIfPresent(
              proof.key(), (k, r) -> new Proof.Result(true, r.wrong(), r.last()));
          listeners.forEach(l -> l.accept(primary));
          return;
        }
      }
      results.remove(proof.key());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One row of answers; false at the first wrong one. */
  private boolean attempt(Proof proof) throws InterruptedException {
    long start = System.nanoTime();
    for (int i = 0;
        i < proof.count() || System.nanoTime() - start < proof.atLeast().toNanos();
        i++) {
      for (var address : proof.addresses()) {
        var wrong = ask(proof, address);
        if (wrong != null) {
          results.computeIfPresent(
              proof.key(), (k, r) -> new Proof.Result(false, r.wrong() + 1, wrong));
          Thread.sleep(PACE.multipliedBy(5));
          return false;
        }
      }
      Thread.sleep(PACE);
    }
    return true;
  }

  /** Returns what was wrong, or null. */
  private static String ask(Proof proof, String address) {
    int colon = address.lastIndexOf(':');
    int timeout = (int) proof.timeout().toMillis();
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          timeout);
      socket.setSoTimeout(timeout);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + proof.path()
                      + " HTTP/1.1\r\nHost: "
                      + address
                      + "\r\nUser-Agent: slipway-prober\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      return judge(proof, address, in);
    } catch (IOException | NumberFormatException e) {
      return address + ": " + e.getMessage();
    }
  }

  private static String judge(Proof proof, String address, BufferedReader in) throws IOException {
    var status = in.readLine();
    if (status == null || !status.startsWith("HTTP/1.")) {
      return address + ": no HTTP answer";
    }
    var words = status.split(" ", 3);
    int code = Integer.parseInt(words[1]);
    if (code >= SERVER_ERROR) {
      return address + ": status " + code;
    }
    if (proof.header() == null) {
      return null;
    }
    for (int i = 0; i < MOST_HEADERS; i++) {
      var line = in.readLine();
      if (line == null || line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(proof.header())) {
        var value = line.substring(colon + 1).strip();
        return value.equals(proof.expected())
            ? null
            : address + ": " + proof.header() + " is " + value + ", not " + proof.expected();
      }
    }
    return address + ": status " + code + " without the header " + proof.header();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
