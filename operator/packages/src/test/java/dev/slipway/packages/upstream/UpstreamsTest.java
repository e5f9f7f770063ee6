package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.quarantine.Quarantine;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.volume.VolumeBlobs;
import io.prometheus.client.CollectorRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One file, many readers, and an upstream that does what this test says. */
final class UpstreamsTest {

  private static final int READERS = 64;
  private static final byte[] BODY = new byte[3 << 20];

  static {
    for (int i = 0; i < BODY.length; i++) {
      BODY[i] = (byte) (i * 31);
    }
  }

  /** How the upstream answers. */
  private interface Answer {
    void give(HttpExchange exchange) throws IOException, InterruptedException;
  }

  @TempDir Path folder;

  private final AtomicInteger requests = new AtomicInteger();
  private final ConcurrentLinkedQueue<Digests> arrived = new ConcurrentLinkedQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private Answer answer;
  private Expected expected = Expected.NOTHING;
  private Upstreams.Gate gate = _ -> Optional.empty();
  private final List<String> kept = new CopyOnWriteArrayList<>();
  private BlobStore blobs;
  private Upstreams upstreams;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            answer.give(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    blobs = noting(new VolumeBlobs(folder));
    var registry = new CollectorRegistry();
    upstreams =
        new Upstreams(
            blobs, new Outbound(Clock.systemUTC(), registry), new Quarantine(folder, registry));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    client.close();
    upstreams.close();
  }

  /** The same store, which notes how files are kept. */
  private BlobStore noting(BlobStore store) {
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (_, method, arguments) -> {
              if (method.getName().startsWith("keep")) {
                kept.add(method.getName());
              }
              return method.invoke(store, arguments);
            });
  }

  /** Of what a manifest has already nothing is written down that would be doubted later. */
  @Test
  void onlyWhatIsNewIsForcedLater() throws IOException, InterruptedException {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 4);
          exchange.getResponseBody().write(BODY, 0, 4);
        };
    read(fetch());
    assertThat(kept).containsExactly("keepForNow");
    gate =
        new Upstreams.Gate() {
          @Override
          public Optional<String> problem(Digests digests) {
            return Optional.empty();
          }

          @Override
          public boolean knownBefore() {
            return true;
          }
        };
    read(fetch());
    assertThat(kept).containsExactly("keepForNow", "keep");
  }

  private Fetch fetch() throws IOException {
    var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/a.jar";
    var base = url.substring(0, url.lastIndexOf('/'));
    var fetch =
        upstreams.fetch(
            new ExternalRepository("r", Format.maven, base, client, ""), url, expected, gate);
    fetch.whenWhole(arrived::add);
    return fetch;
  }

  private static byte[] read(Fetch fetch) throws IOException, InterruptedException {
    assertThat(fetch.await()).isTrue();
    var out = new ByteArrayOutputStream();
    fetch.copyTo(out);
    return out.toByteArray();
  }

  @Test
  void manyReadersCostOneRequestAndReadWhileItFlows()
      throws IOException, InterruptedException, ExecutionException {
    var half = new CountDownLatch(1);
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length);
          exchange.getResponseBody().write(BODY, 0, BODY.length / 2);
          exchange.getResponseBody().flush();
          half.await();
          exchange.getResponseBody().write(BODY, BODY.length / 2, BODY.length - BODY.length / 2);
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = fetch();
      assertThat(first.await()).isTrue();
      assertThat(first.length()).isEqualTo(BODY.length);
      assertThat(first.digests()).as("known only at the end").isNull();
      var readers = new ArrayList<Future<byte[]>>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> read(fetch())));
      }
      half.countDown();
      for (var reader : readers) {
        assertThat(reader.get()).isEqualTo(BODY);
      }
      assertThat(read(first)).isEqualTo(BODY);
      assertThat(arrived).hasSize(READERS + 1).containsOnly(first.digests());
      assertThat(blobs.find(first.digests().digest()).orElseThrow()).hasBinaryContent(BODY);
    }
    assertThat(requests).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 8191, 8192, 8193, 65_535, 65_536, 65_537, 131_072, 200_000})
  void filesOfAnySizeComeWhole(int size) throws IOException, InterruptedException {
    var body = Arrays.copyOf(BODY, size);
    for (boolean told : new boolean[] {true, false}) {
      answer =
          exchange -> {
            exchange.sendResponseHeaders(200, told ? size : 0);
            exchange.getResponseBody().write(body);
          };
      var fetch = fetch();
      assertThat(read(fetch)).isEqualTo(body);
      assertThat(fetch.digests()).isEqualTo(Hashing.of(body));
      assertThat(blobs.find(fetch.digests().digest()).orElseThrow()).hasBinaryContent(body);
    }
  }

  /** Whoever waits for a large file sees it begin when it begins upstream. */
  @Test
  @Timeout(60)
  void theBeginningIsGivenAtOnceAndTheEndOnlyWhenItIsJudged() throws Exception {
    int some = Upstreams.HELD_BACK / 2;
    var begun = new CountDownLatch(1);
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length);
          exchange.getResponseBody().write(BODY, 0, some);
          exchange.getResponseBody().flush();
          begun.await();
          exchange.getResponseBody().write(BODY, some, BODY.length - some);
        };
    var had = new AtomicInteger();
    var judged = new CompletableFuture<Integer>();
    gate =
        _ -> {
          while (had.get() < BODY.length - Upstreams.HELD_BACK) {
            Thread.onSpinWait();
          }
          judged.complete(had.get());
          return Optional.empty();
        };
    var fetch = fetch();
    assertThat(fetch.await()).isTrue();
    fetch.copyTo(
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            if (had.addAndGet(length) >= some) {
              begun.countDown();
            }
          }
        });
    assertThat(judged.get()).isEqualTo(BODY.length - Upstreams.HELD_BACK);
    assertThat(had).hasValue(BODY.length);
  }

  @Test
  void aBodyThatIsCutOffIsNeverKept() throws IOException {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length);
          exchange.getResponseBody().write(BODY, 0, BODY.length / 2);
          exchange.getResponseBody().flush();
          exchange.close();
        };
    assertThatThrownBy(() -> read(fetch())).isInstanceOf(UpstreamException.class);
    assertThat(arrived).isEmpty();
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** What has come is found in the store, or has gone since; either way nobody waits for it. */
  @Test
  void whoeverComesAfterTheEndDoesNotJoin() throws IOException, InterruptedException {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write(new byte[] {1, 2, 3});
        };
    for (int i = 1; i <= 200; i++) {
      assertThat(read(fetch())).containsExactly(1, 2, 3);
      assertThat(requests).hasValue(i);
    }
  }

  @Test
  void absenceIsNoFailure() throws IOException, InterruptedException {
    for (int status : List.of(404, 410)) {
      answer = exchange -> exchange.sendResponseHeaders(status, -1);
      assertThat(fetch().await()).isFalse();
    }
  }

  @Test
  void refusalsAreFailuresThatNameTheAddress() {
    for (int status : List.of(401, 403, 429, 500, 503)) {
      answer = exchange -> exchange.sendResponseHeaders(status, -1);
      assertThatThrownBy(() -> fetch().await())
          .isInstanceOf(UpstreamException.class)
          .hasMessageEndingWith("/a.jar answers with status " + status);
    }
  }

  @Test
  void aFailureIsNotRemembered() throws IOException, InterruptedException {
    answer = exchange -> exchange.sendResponseHeaders(500, -1);
    assertThatThrownBy(() -> fetch().await()).isInstanceOf(UpstreamException.class);
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write(new byte[] {1, 2, 3});
        };
    assertThat(read(fetch())).containsExactly(1, 2, 3);
  }
}
