package dev.slipway.testkit.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between a client and an S3 server and does to a request what a test says. Headers stay as
 * they are, for they are signed; each request has a connection of its own.
 */
public final class FaultProxy implements AutoCloseable {

  /** A request that came. */
  public record Request(String method, String target, Map<String, String> headers) {

    /** Whether it asks for a list of objects. */
    public boolean list() {
      return method.equals("GET") && target.contains("list-type=2");
    }

    /** Whether it writes an object below a folder of the bucket. */
    public boolean writes(String folder) {
      return method.equals("PUT") && target.contains("/" + folder + "/");
    }

    /** Whether it reads an object below a folder of the bucket. */
    public boolean reads(String folder) {
      return method.equals("GET") && !list() && target.contains("/" + folder + "/");
    }
  }

  /** What is done to a request. */
  public sealed interface Fault {
    /** The store never sees it; the client is answered so. */
    record Answered(int status, String code) implements Fault {}

    /** The store does it, and the client never hears of it. */
    record AnswerLost() implements Fault {}

    /** The store never sees it, and the client's connection breaks. */
    record RequestLost() implements Fault {}

    /** The store sees it later. */
    record Delayed(Duration by) implements Fault {}

    /** The client gets what the same request was answered the first time. */
    record Old() implements Fault {}
  }

  /** Decides about a request; empty for one that passes. */
  public interface Faults {
    Optional<Fault> of(Request request);
  }

  /** Changes an answer of the store on its way. */
  public interface Rewriting {
    byte[] of(Request request, byte[] answer);
  }

  private final URI store;
  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentMap<String, byte[]> first = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Faults faults = _ -> Optional.empty();
  private volatile Rewriting rewriting = (_, answer) -> answer;

  /** Passes everything on until told otherwise. */
  public FaultProxy(URI store) throws IOException {
    this.store = store;
    socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Does this to all requests from now on. */
  public void with(Faults next) {
    faults = next;
  }

  /** Passes everything on from now on. */
  public void calm() {
    faults = _ -> Optional.empty();
  }

  /** Changes all answers from now on. */
  public void rewriting(Rewriting next) {
    rewriting = next;
  }

  /** What came so far. */
  public List<Request> requests() {
    return requests;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = new BufferedInputStream(client.getInputStream());
      var head = head(in);
      var lines = head.split("\r\n");
      var start = lines[0].split(" ", 3);
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      for (var line : Arrays.asList(lines).subList(1, lines.length)) {
        headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1));
      }
      var request = new Request(start[0], start[1], headers);
      requests.add(request);
      var length = headers.getOrDefault("Content-Length", "0").strip();
      var body = in.readNBytes(Integer.parseInt(length));
      var answer = answer(request, head, body);
      client.getOutputStream().write(answer);
      client.getOutputStream().flush();
    } catch (IOException e) {
      // Either side went away; the other notices.
    }
  }

  private byte[] answer(Request request, String head, byte[] body) throws IOException {
    return switch (faults.of(request).orElse(null)) {
      case null -> passed(request, head, body);
      case Fault.Answered(var status, var code) -> {
        var text = "<Error><Code>" + code + "</Code><Message>by a test</Message></Error>";
        var answer =
            "HTTP/1.1 %d Fault\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, text.length(), text);
        yield answer.getBytes(StandardCharsets.US_ASCII);
      }
      case Fault.AnswerLost _ -> {
        passed(request, head, body);
        throw new EOFException("the answer is lost");
      }
      case Fault.RequestLost _ -> throw new EOFException("the request is lost");
      case Fault.Delayed(var by) -> {
        LockSupport.parkNanos(by.toNanos());
        yield passed(request, head, body);
      }
      case Fault.Old _ -> {
        var old = first.get(request.method() + request.target());
        yield old == null ? passed(request, head, body) : old;
      }
    };
  }

  private byte[] passed(Request request, String head, byte[] body) throws IOException {
    try (var server = new Socket(store.getHost(), store.getPort())) {
      var out = server.getOutputStream();
      var alone = head.replaceAll("(?im)^Connection:.*\r\n", "");
      alone = alone.substring(0, alone.length() - 2) + "Connection: close\r\n\r\n";
      out.write(alone.getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      var answer = rewriting.of(request, server.getInputStream().readAllBytes());
      if (request.list()) {
        first.putIfAbsent(request.method() + request.target(), answer);
      }
      return answer;
    }
  }

  /** Up to and with the empty line. */
  private static String head(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
      bytes.write(b);
      var text = bytes.toString(StandardCharsets.ISO_8859_1);
      if (b == '\n' && text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
