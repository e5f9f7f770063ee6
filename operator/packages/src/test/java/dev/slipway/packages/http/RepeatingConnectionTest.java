package dev.slipway.packages.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was said before on a connection, a request means what it means on one of its own. */
final class RepeatingConnectionTest {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final String HOST = "Host: packages:8080";
  private static final String TOKEN = "Authorization: Bearer " + "t".repeat(1100);

  /** Requests that are whole, each in the bytes of its own. */
  private static final List<String> REQUESTS =
      List.of(
          request("GET /one", HOST),
          request("GET /two", HOST),
          request("HEAD /one", HOST),
          request("GET /one", HOST, TOKEN),
          request("GET /one", HOST, TOKEN.substring(0, TOKEN.length() - 1) + "u"),
          request("GET /one", TOKEN, HOST),
          request("GET /one", HOST, TOKEN, "X-More: 1"),
          request("GET /one", HOST, "x-more: 1", "X-More:2"),
          request("GET /one", HOST, "X-Latin: \u00e4\u00ff"),
          request("GET /one", "host:   other.example  "),
          request("GET /one", "Host: [::1]:8080"),
          request("GET /one", HOST, "X-Long: " + "l".repeat(RepeatedHeader.LONGEST)),
          request("GET /one", HOST, "Connection: keep-alive", "Accept: */*"),
          request("PUT /one", HOST, "Content-Length: 5") + "first",
          request("PUT /one", HOST, "Content-Length: 5") + "other",
          request("PUT /one", HOST, "Content-Length: 0"),
          request("PUT /one", HOST),
          request("PUT /one", HOST, "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n",
          request("PUT /one", HOST, "Transfer-Encoding: chunked")
              + "1\r\nd\r\n0\r\nX-Trailer: 1\r\n\r\n",
          // The line is that of a request which says nothing of a body.
          request("GET /one", HOST, "Content-Length: 5") + "GET /",
          "GET /one HTTP/1.0\r\n" + HOST + "\r\nConnection: keep-alive\r\n\r\n");

  /** After these a connection cannot go on. */
  private static final List<String> LAST =
      List.of(
          request("GET /one", HOST, HOST),
          "GET http://elsewhere.example/one HTTP/1.1\r\n" + HOST + "\r\n\r\n",
          request("GET /one", TOKEN),
          request("GET /one", HOST, "Connection: close"),
          request("GET /one", HOST, "Content-Length: 1", "Content-Length: 2"),
          request("GET /one", HOST, "Bad Name: 1"),
          "GET /one HTTP/1.0\r\n" + HOST + "\r\n\r\n");

  private final Echo echo = new Echo();
  private Listener listener;

  /** Says what it was asked. */
  private static final class Echo extends Handler.Abstract {
    private final List<HttpField> tokens = new CopyOnWriteArrayList<>();

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      request.getHeaders().stream()
          .filter(f -> f.getHeader() == HttpHeader.AUTHORIZATION)
          .forEach(tokens::add);
      var text =
          request.getMethod()
              + " "
              + request.getHttpURI()
              + " "
              + request.getConnectionMetaData().getHttpVersion()
              + "\n"
              + request.getHeaders().stream()
                  .map(f -> f.getName() + "=" + f.getValue())
                  .sorted()
                  .collect(Collectors.joining("\n"))
              + "\n"
              + Content.Source.asString(request, StandardCharsets.ISO_8859_1);
      var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      response.getHeaders().put("Content-Length", bytes.length);
      response.write(true, ByteBuffer.wrap(bytes), callback);
      return true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    listener = new Listener(echo, 0, TIMEOUT_MILLIS);
    listener.start();
  }

  @AfterEach
  void stop() throws Exception {
    listener.stop();
  }

  private static String request(String line, String... headers) {
    return line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
  }

  /** One connection, and the answers that come on it. */
  private final class Client implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    Client() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    /** The first line, what says whether the connection goes on, and the body. */
    String answer(String request) throws IOException {
      var head = new ArrayList<String>();
      for (var line = line(); !line.isEmpty(); line = line()) {
        head.add(line);
      }
      int length =
          head.stream()
              .filter(l -> l.startsWith("Content-Length: "))
              .mapToInt(l -> Integer.parseInt(l.substring(l.indexOf(' ') + 1)))
              .findAny()
              .orElse(0);
      var body = request.startsWith("HEAD") ? new byte[0] : in.readNBytes(length);
      return head.getFirst()
          + head.stream().filter(l -> l.startsWith("Connection: ")).toList()
          + new String(body, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the connection ended after '" + line + "'");
        }
        line.append((char) c);
      }
      return line.toString().strip();
    }

    boolean ended() throws IOException {
      return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** What a request is answered that is the first of its connection. */
  private String alone(String request) throws IOException {
    try (var client = new Client()) {
      client.send(request);
      return client.answer(request);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nothingOfOneRequestIsFoundInAnother(long seed) throws IOException {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var alone = REQUESTS.stream().collect(Collectors.toMap(r -> r, this::aloneOrFail));
    try (var client = new Client()) {
      for (int i = 0; i < 400; i++) {
        var request = REQUESTS.get(random.nextInt(REQUESTS.size()));
        for (int times = random.nextInt(1, 4); times > 0; times--) {
          sendInPieces(client, request, random);
          assertThat(client.answer(request)).isEqualTo(alone.get(request));
        }
      }
    }
  }

  private String aloneOrFail(String request) {
    try {
      return alone(request);
    } catch (IOException e) {
      throw new AssertionError(request, e);
    }
  }

  private static void sendInPieces(Client client, String request, RandomGenerator random)
      throws IOException {
    int cut = random.nextBoolean() ? 0 : random.nextInt(request.length());
    if (cut > 0) {
      client.send(request.substring(0, cut));
    }
    client.send(request.substring(cut));
  }

  @Test
  void manyRequestsMayWaitOnAConnection() throws IOException {
    try (var client = new Client()) {
      client.send(String.join("", REQUESTS) + String.join("", REQUESTS));
      for (int i = 0; i < 2 * REQUESTS.size(); i++) {
        var request = REQUESTS.get(i % REQUESTS.size());
        assertThat(client.answer(request)).isEqualTo(alone(request));
      }
    }
  }

  @Test
  void whatEndsAConnectionEndsItAfterOthersAsWell() throws IOException {
    for (var last : LAST) {
      for (var first : REQUESTS) {
        try (var client = new Client()) {
          client.send(first);
          client.answer(first);
          client.send(last);
          assertThat(client.answer(last)).isEqualTo(alone(last));
          assertThat(client.ended()).as(last).isTrue();
        }
      }
    }
  }

  @Test
  void whatIsSaidAgainIsNotReadAgain() throws IOException {
    var first = request("GET /one", HOST, TOKEN, "Accept: */*");
    var second = request("GET /two", HOST, TOKEN, "Accept: */*");
    var other = request("GET /two", HOST, TOKEN, "Accept: text/html");
    try (var client = new Client()) {
      for (var request : List.of(first, second, other)) {
        client.send(request);
        client.answer(request);
      }
    }
    assertThat(echo.tokens).hasSize(3);
    assertThat(echo.tokens.get(1)).isSameAs(echo.tokens.get(0));
    assertThat(echo.tokens.get(2)).isNotSameAs(echo.tokens.get(0));
  }

  @Test
  void theEchoSaysWhatIsAsked() throws IOException {
    assertThat(alone(request("PUT /a%2Fb?c=d", HOST, TOKEN, "Content-Length: 4") + "body"))
        .startsWith("HTTP/1.1 200 OK[]PUT http://packages:8080/a%2Fb?c=d HTTP/1.1\n")
        .contains("Authorization=Bearer ttt", "Host=packages:8080")
        .endsWith("\nbody");
    assertThat(alone(LAST.getFirst())).startsWith("HTTP/1.1 400 ");
  }
}
