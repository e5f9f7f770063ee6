package dev.slipway.testkit.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An HTTP/1.1 client's connection without any second try. Not thread-safe. */
final class Connection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  /**
   * An answer, or what went wrong.
   *
   * @param failure null when all went well
   */
  record Answer(String revision, String failure) {}

  private final String host;
  private final int port;
  private final boolean kept;
  private Socket socket;
  private InputStream in;

  /**
   * @param kept whether the connection stays open for the next request
   */
  Connection(String host, int port, boolean kept) {
    this.host = host;
    this.port = port;
    this.kept = kept;
  }

  Answer ask(String header) {
    boolean reused = false;
    try {
      reused = socket != null && !ended();
      if (!reused) {
        open();
      }
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: "
                      + host
                      + (kept ? "" : "\r\nConnection: close")
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return answer(header);
    } catch (IOException e) {
      close();
      return new Answer(null, (reused ? "reused" : "new") + " connection: " + e);
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

  private Answer answer(String header) throws IOException {
    var status = line();
    if (!status.startsWith("HTTP/1.1 200")) {
      close();
      return new Answer(null, "status line \"" + status + "\"");
    }
    String revision = "";
    int length = 0;
    boolean closing = !kept;
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      var value = line.substring(colon + 1).strip();
      if (name.equals(header.toLowerCase(Locale.ROOT))) {
        revision = value;
      } else if (name.equals("content-length")) {
        length = Integer.parseInt(value);
      } else if (name.equals("connection") && value.equalsIgnoreCase("close")) {
        closing = true;
      }
    }
    if (in.readNBytes(length).length != length) {
      throw new IOException("the body breaks off");
    }
    if (closing) {
      close();
    }
    return new Answer(revision, null);
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
