package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that send or read next to nothing, and one that wants to work. */
final class SlowClientTest {

  private static final int CLIENTS = 150;
  private static final int MOST_THREADS = 80;
  private static final int LARGE = 4 << 20;
  private static final long MOST_BYTES = 200L << 20;

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Socket> sockets = new ArrayList<>();
  private TestServer server;
  private String file;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder).hosted("libs");
    file = server.url("libs", "generic") + "org/tool/1/a";
    client.send(Publication.put(file, new byte[LARGE]), HttpResponse.BodyHandlers.discarding());
  }

  @AfterEach
  void stop() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    client.close();
    server.close();
  }

  private void open(int number, String text) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.getOutputStream().write(text.formatted(number).getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    sockets.add(socket);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void works() throws Exception {
    for (int i = 0; i < 3; i++) {
      var answer =
          client
              .sendAsync(Publication.get(file), HttpResponse.BodyHandlers.ofByteArray())
              .get(20, TimeUnit.SECONDS);
      assertThat(answer.body()).hasSize(LARGE);
    }
    var put =
        client
            .sendAsync(
                Publication.put(file.replace("/1/", "/2/"), new byte[1000]),
                HttpResponse.BodyHandlers.discarding())
            .get(20, TimeUnit.SECONDS);
    assertThat(put.statusCode()).isIn(200, 201);
  }

  private void stand(String text) throws Exception {
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long bytes = used();
    for (int i = 0; i < CLIENTS; i++) {
      open(i, text);
    }
    works();
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threads)
        .isLessThan(MOST_THREADS);
    assertThat(used() - bytes).isLessThan(MOST_BYTES);
  }

  @Test
  void headersThatNeverEnd() throws Exception {
    stand("GET /repositories/libs/generic/org/tool/1/a HTTP/1.1\r\nX-%d: a");
  }

  @Test
  void bodiesThatNeverEnd() throws Exception {
    stand(
        RawHttp.lines(
            "PUT /repositories/libs/generic/org/slow/%d/a HTTP/1.1",
            "Host: a", "Authorization: Bearer writer", "Content-Length: 1000000", "", "abc"));
  }

  @Test
  void chunksThatNeverEnd() throws Exception {
    stand(
        RawHttp.lines(
            "POST /repositories/libs/pypi/ HTTP/1.1",
            "Host: a%d",
            "Authorization: Bearer writer",
            "Content-Type: multipart/form-data; boundary=x",
            "Transfer-Encoding: chunked",
            "",
            "5",
            "--x"));
  }

  @Test
  void answersThatNobodyReads() throws Exception {
    stand(
        RawHttp.lines(
            "GET /repositories/libs/generic/org/tool/1/a?%d HTTP/1.1",
            "Host: a", "Authorization: Bearer reader", ""));
  }

  @Test
  void requestsOneAfterTheOtherWhoseAnswersNobodyReads() throws Exception {
    var one =
        RawHttp.lines(
            "GET /repositories/libs/generic/org/tool/1/a?%d HTTP/1.1",
            "Host: a", "Authorization: Bearer reader", "");
    for (int i = 0; i < 20; i++) {
      open(i, one.formatted(i).repeat(200));
    }
    works();
  }

  @Test
  void aStalledUploadThatComesBackIsWhole() throws Exception {
    open(
        1,
        RawHttp.lines(
                "PUT /repositories/libs/generic/org/late/1/a HTTP/1.1",
                "Host: a",
                "Connection: close",
                "Authorization: Bearer writer",
                "Content-Length: 6",
                "")
            + "abc");
    var late = file.replace("/tool/", "/late/");
    assertThat(
            client.send(Publication.get(late), HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(404);
    var socket = sockets.getLast();
    socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
    socket.getOutputStream().write("def".getBytes(StandardCharsets.US_ASCII));
    assertThat(RawHttp.read(socket).status()).isEqualTo(201);
    assertThat(client.send(Publication.get(late), HttpResponse.BodyHandlers.ofString()).body())
        .isEqualTo("abcdef");
  }
}
