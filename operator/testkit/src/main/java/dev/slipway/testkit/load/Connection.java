package dev.slipway.testkit.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An HTTP/1.1 client's connection without any second try. Not thread-safe. */
public final class Connection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  /**
   * What is asked.
   *
   * @param path with its query
   * @param body empty for none
   */
  public record Question(String method, String path, Map<String, String> headers, String body) {
    public static Question get(String path) {
      return new Question("GET", path, Map.of(), "");
    }
  }

  /**
   * What was answered.
   *
   * @param headers by their names in small letters
   */
  public record Answer(int status, Map<String, String> headers, String body) {}

  private final String host;
  private final int port;
  private final boolean kept;
  private Socket socket;
  private InputStream in;

  /**
   * @param kept whether the connection stays open for the next request
   */
  public Connection(String host, int port, boolean kept) {
    this.host = host;
    this.port = port;
    this.kept = kept;
  }

  /**
   * Asks once.
   *
   * @throws IOException when there is no whole answer, caused by what happened to the connection
   */
  public Answer ask(Question question) throws IOException {
    boolean reused = false;
    try {
      reused = socket != null && !ended();
      if (!reused) {
        open();
      }
      socket.getOutputStream().write(bytes(question));
      return answer();
    } catch (IOException e) {
      close();
      throw new IOException((reused ? "reused" : "new") + " connection: " + e, e);
    }
  }

  /** Whether the server has closed the connection since the last answer. */
  private boolean ended() throws IOException {
    socket.setSoTimeout(1);
    in.mark(1);
    try {
      int next = in.read();
      if (next >= 0) {
        throw new IOException("bytes that nobody asked for");
      }
      close();
      return true;
    } catch (SocketTimeoutException e) {
      in.reset();
      return false;
    } finally {
      if (socket != null) {
        socket.setSoTimeout(TIMEOUT_MILLIS);
      }
    }
  }

  private void open() throws IOException {
    close();
    socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  private byte[] bytes(Question question) throws IOException {
    var head =
        new StringBuilder(question.method())
            .append(' ')
            .append(question.path())
            .append(" HTTP/1.1\r\nHost: ")
            .append(host);
    question.headers().forEach((n, v) -> head.append("\r\n").append(n).append(": ").append(v));
    if (!kept) {
      head.append("\r\nConnection: close");
    }
    var body = question.body().getBytes(StandardCharsets.UTF_8);
    if (body.length > 0) {
      head.append("\r\nContent-Length: ").append(body.length);
    }
    var all = new ByteArrayOutputStream();
    all.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    all.write(body);
    return all.toByteArray();
  }

  private Answer answer() throws IOException {
    var status = line().split(" ", 3);
    if (status.length < 2 || !status[0].equals("HTTP/1.1")) {
      throw new IOException("status line \"" + String.join(" ", status) + "\"");
    }
    var headers = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    var body =
        "chunked".equalsIgnoreCase(headers.get("transfer-encoding"))
            ? chunks()
            : whole(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    if (!kept || "close".equalsIgnoreCase(headers.get("connection"))) {
      close();
    }
    return new Answer(
        Integer.parseInt(status[1]), headers, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] chunks() throws IOException {
    var all = new ByteArrayOutputStream();
    int size;
    do {
      size = Integer.parseInt(line(), 16);
      all.write(whole(size));
      line();
    } while (size > 0);
    return all.toByteArray();
  }

  private byte[] whole(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new IOException("the body breaks off");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the answer breaks off");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // Nobody waits for the end of a connection.
      }
      socket = null;
    }
  }
}
