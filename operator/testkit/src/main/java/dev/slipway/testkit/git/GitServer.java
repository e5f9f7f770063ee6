package dev.slipway.testkit.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real Git server: {@code git http-backend} behind an HTTP server on all addresses and a free
 * port, so that pods of a test cluster reach it as {@code host.test}. Repositories may be pushed
 * to.
 */
public final class GitServer implements AutoCloseable {

  private final Path folder;
  private final HttpServer server;
  private final AtomicInteger looks = new AtomicInteger();
  private volatile String password;
  private volatile boolean down;

  public GitServer() {
    try {
      folder = Files.createTempDirectory("git-server");
      server = HttpServer.create(new InetSocketAddress(0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** Makes an empty repository; its default branch is main. */
  public Repository create(String name) {
    var bare = folder.resolve(name + ".git");
    run(folder, "git", "init", "-q", "--bare", "-b", "main", bare.toString());
    run(bare, "git", "config", "http.receivepack", "true");
    var work = folder.resolve(name);
    run(folder, "git", "clone", "-q", bare.toString(), work.toString());
    run(work, "git", "checkout", "-q", "-B", "main");
    return new Repository(name, work);
  }

  /** From now on asks every client for user {@code git} and this password; null for nobody. */
  public void protect(String password) {
    this.password = password;
  }

  /** While true, every request is answered 503. */
  public void setDown(boolean down) {
    this.down = down;
  }

  /** How often the references of a repository were asked for. */
  public int looks() {
    return looks.get();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** A repository of this server and a work tree beside it. */
  public final class Repository {
    private final String name;
    private final Path work;

    private Repository(String name, Path work) {
      this.name = name;
      this.work = work;
    }

    /** Address for this machine. */
    public String url() {
      return "http://127.0.0.1:" + port() + "/" + name + ".git";
    }

    /** Address for pods of the test cluster. */
    public String urlForPods() {
      return "http://host.test:" + port() + "/" + name + ".git";
    }

    /** Writes the files, commits and publishes them; returns the commit id. */
    public String commit(Map<String, String> files, String message) {
      files.forEach(this::write);
      return publish(message);
    }

    /** Removes files, commits and publishes; returns the commit id. */
    public String remove(String message, String... files) {
      for (var file : files) {
        run(work, "git", "rm", "-q", file);
      }
      return publish(message);
    }

    private void write(String file, String text) {
      try {
        var path = work.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private String publish(String message) {
      run(work, "git", "add", "-A");
      run(
          work,
          "git",
          "-c",
          "user.name=Test",
          "-c",
          "user.email=test@slipway.dev",
          "commit",
          "-q",
          "-m",
          message);
      run(work, "git", "push", "-q", "origin", "HEAD:main");
      return run(work, "git", "rev-parse", "HEAD").strip();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (down) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      if (!admitted(exchange)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      answer(exchange);
    }
  }

  private boolean admitted(HttpExchange exchange) {
    if (password == null) {
      return true;
    }
    var expected =
        Base64.getEncoder().encodeToString(("git:" + password).getBytes(StandardCharsets.UTF_8));
    return ("Basic " + expected).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var path = exchange.getRequestURI().getPath();
    if (new String(body, StandardCharsets.ISO_8859_1).contains("command=ls-refs")) {
      looks.incrementAndGet();
    }
    var builder = new ProcessBuilder("git", "http-backend");
    var environment = builder.environment();
    environment.put("GIT_PROJECT_ROOT", folder.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("PATH_INFO", path);
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put(
        "QUERY_STRING", Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    environment.put("CONTENT_LENGTH", Integer.toString(body.length));
    header(exchange, "Content-Type").ifPresent(v -> environment.put("CONTENT_TYPE", v));
    header(exchange, "Content-Encoding")
        .ifPresent(v -> environment.put("HTTP_CONTENT_ENCODING", v));
    header(exchange, "Git-Protocol").ifPresent(v -> environment.put("GIT_PROTOCOL", v));
    var process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread.startVirtualThread(() -> feed(process, body));
    reply(exchange, process.getInputStream());
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private static void feed(Process process, byte[] body) {
    try (var out = process.getOutputStream()) {
      out.write(body);
    } catch (IOException e) {
      // git has read enough
    }
  }

  /** CGI: header lines, an empty line, the body. */
  private static void reply(HttpExchange exchange, InputStream in) throws IOException {
    int status = 200;
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      var name = line.substring(0, colon);
      var value = line.substring(colon + 1).strip();
      if ("Status".equals(name)) {
        status = Integer.parseInt(value.substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(name, value);
      }
    }
    exchange.sendResponseHeaders(status, 0);
    try (var out = exchange.getResponseBody()) {
      in.transferTo(out);
    }
  }

  private static String line(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }

  private static String run(Path directory, String... command) {
    try {
      var process =
          new ProcessBuilder(List.of(command))
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
