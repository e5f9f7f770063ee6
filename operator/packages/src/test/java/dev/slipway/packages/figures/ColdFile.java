package dev.slipway.packages.figures;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A large file that nobody has asked for yet, and many who then do at the same time. */
final class ColdFile {

  private static final int BLOCK = 1 << 16;

  /** The upstream begins when everybody has asked, and goes on when everybody has begun. */
  private static final long PAUSE_MILLIS = 500;

  private final long size;
  private final int readers;
  private final String path;
  private final AtomicLong begun = new AtomicLong();
  private final CountDownLatch asked;
  private final CountDownLatch reading;

  ColdFile(long size, int readers, String path) {
    this.path = path;
    this.size = size;
    this.readers = readers;
    asked = new CountDownLatch(readers);
    reading = new CountDownLatch(readers);
  }

  /**
   * Milliseconds after the upstream's first byte at which each reader had one; sorted.
   *
   * @param url of the repository, without a slash at the end
   */
  List<Double> run(ScriptedUpstream upstream, String url)
      throws InterruptedException, ExecutionException {
    upstream.on(path, this::give);
    try (var threads = Executors.newFixedThreadPool(readers)) {
      var tasks = new ArrayList<Callable<Double>>();
      for (int i = 0; i < readers; i++) {
        tasks.add(() -> read(URI.create(url + path)));
      }
      var times = new ArrayList<Double>();
      for (var task : threads.invokeAll(tasks)) {
        times.add(task.get());
      }
      times.sort(null);
      return times;
    }
  }

  private void give(HttpExchange exchange) throws IOException, InterruptedException {
    asked.await();
    new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    exchange.sendResponseHeaders(200, size);
    var block = new byte[BLOCK];
    begun.set(System.nanoTime());
    for (long left = size; left > 0; left -= BLOCK) {
      exchange.getResponseBody().write(block, 0, (int) Math.min(left, BLOCK));
      if (left == size) {
        exchange.getResponseBody().flush();
        reading.await();
      }
    }
  }

  private double read(URI url) throws IOException {
    try (var channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()))) {
      channel.write(
          StandardCharsets.US_ASCII.encode(
              "GET %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(url.getRawPath(), MeasuredServer.TOKEN)));
      asked.countDown();
      var buffer = ByteBuffer.allocateDirect(4 * BLOCK);
      long got = channel.read(buffer);
      long first = System.nanoTime();
      var head = StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
      int body = head.indexOf("\r\n\r\n") + 4;
      if (!head.startsWith("HTTP/1.1 200") || body < 4) {
        throw new IOException(head);
      }
      if (got == body) {
        channel.read(buffer.clear());
        got += buffer.position();
        first = System.nanoTime();
      }
      reading.countDown();
      for (int n = 0; n >= 0; n = channel.read(buffer.clear())) {
        got += n;
      }
      if (got - body != size) {
        throw new IOException("a reader got " + (got - body) + " of " + size + " bytes");
      }
      return (first - begun.get()) / 1e6;
    }
  }
}
