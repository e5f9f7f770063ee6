package dev.slipway.packages.threat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Sends bytes that no decent client sends, and reads all that comes. */
final class RawHttp {

  private static final int TIMEOUT_MILLIS = 3000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

  private RawHttp() {}

  /** What came until the server closed the connection or said nothing more. */
  record Answer(String text) {
    /** The status of the first answer; 0 for none. */
    int status() {
      var matcher = STATUS.matcher(text);
      return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    long answers() {
      return STATUS.matcher(text).results().count();
    }
  }

  static Socket connect(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  static Answer ask(int port, String request) throws IOException {
    try (var socket = connect(port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return read(socket);
    }
  }

  static Answer read(Socket socket) throws IOException {
    var text = new StringBuilder();
    var buffer = new byte[8192];
    try {
      for (int n = socket.getInputStream().read(buffer); n >= 0; ) {
        text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        n = socket.getInputStream().read(buffer);
      }
    } catch (SocketTimeoutException e) {
      text.append("\n(and nothing more)");
    } catch (IOException e) {
      text.append("\n(broken off)");
    }
    return new Answer(text.toString());
  }

  /** Lines of a request, each with its end. */
  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** A request that closes the connection. */
  static String request(String method, String target, String... headers) {
    var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    for (var header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("Host: packages\r\nConnection: close\r\n\r\n").toString();
  }
}
