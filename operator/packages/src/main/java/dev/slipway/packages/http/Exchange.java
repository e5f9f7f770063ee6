package dev.slipway.packages.http;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** One request and its answer, for blocking code. */
public final class Exchange {

  private static final int FIRST_REFUSAL = 400;
  private static final long MOST_HEARD = 1 << 20;

  /** Bytes of a file that are sent at once. */
  private static final long WINDOW = 8 << 20;

  private final Request request;
  private final Response response;
  private String base = "";
  private String user = "";
  private Predicate<PackageName> permitted = _ -> true;
  private ByteBuffer rest;
  private boolean quick;

  public Exchange(Request request, Response response) {
    this.request = request;
    this.response = response;
    protect();
  }

  /** No browser may take what somebody stored for a page of this server, or run it. */
  private void protect() {
    set("X-Content-Type-Options", "nosniff");
    set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  }

  /**
   * Says where the request has been led.
   *
   * @param base path of a repository in a format, without a slash at the end
   * @param user empty for nobody that is known
   */
  public void enter(String base, String user) {
    this.base = base;
    this.user = user;
  }

  /** Lets the request do something only to packages that pass. */
  public void permit(Predicate<PackageName> packages) {
    permitted = packages;
  }

  /** Whether who asks may do to this package what the request does. */
  public boolean permits(PackageName name) {
    return permitted.test(name);
  }

  /** The name of who asks; empty for nobody that is known. */
  public String user() {
    return user;
  }

  /** The address of the repository in the format, as the client wrote it. */
  public String base() {
    return root() + base;
  }

  /** The address of this server, as the client wrote it, without a slash at the end. */
  public String root() {
    var uri = request.getHttpURI();
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  /** Whether the answer is on its way, so that no other can be given. */
  public boolean begun() {
    return response.isCommitted();
  }

  /** Forgets what was said of an answer that has not begun. */
  public void clear() {
    response.reset();
    rest = null;
    protect();
  }

  /** The address of the client. */
  public String client() {
    return Request.getRemoteAddr(request);
  }

  public String method() {
    return request.getMethod();
  }

  public String header(HttpHeader name) {
    return request.getHeaders().get(name);
  }

  public String header(String name) {
    return request.getHeaders().get(name);
  }

  /** The value of a query parameter; null when there is none. */
  public String query(String name) {
    return Request.extractQueryParameters(request).getValue(name);
  }

  public int status() {
    return response.getStatus();
  }

  public void set(String name, String value) {
    response.getHeaders().put(name, value);
  }

  /**
   * Reads a form with files.
   *
   * @param folder where files wait
   * @param largest of a file, bytes
   */
  public Form form(Path folder, long largest) throws Form.Unreadable, IOException {
    return Form.read(request, folder, largest);
  }

  /** Leads to another address. */
  public void redirect(String location) {
    set("Location", location);
    answer(301);
  }

  /**
   * The body, which has at most 5 GiB.
   *
   * @throws IOException when it has more, here already when the request says so
   */
  public InputStream body() throws IOException {
    ConnectionThread.mayWait();
    return new Capped(Content.Source.asInputStream(request), request.getLength());
  }

  /** The body, however long it is: an archive has many files. */
  public InputStream archive() {
    ConnectionThread.mayWait();
    return Content.Source.asInputStream(request);
  }

  /** Answers without a body. */
  public void answer(int status) {
    status(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
  }

  /** Answers with a sentence that a client shows to its user. */
  public void answer(int status, String text) throws IOException {
    var bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    set("Content-Type", "text/plain; charset=utf-8");
    bytes(status, bytes);
  }

  /**
   * Who is refused while he still sends is heard to the end when that is near, so that he reads the
   * answer and asks again on the same connection; else he is told that it ends. Nobody is asked to
   * send on. Source: RFC 9112 sections 9.3 and 9.6.
   */
  private void settle(int status) {
    if (status < FIRST_REFUSAL) {
      return;
    }
    boolean sends =
        header(HttpHeader.TRANSFER_ENCODING) != null || header(HttpHeader.CONTENT_LENGTH) != null;
    if (sends && (header(HttpHeader.EXPECT) != null || !heard())) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
  }

  private boolean heard() {
    try {
      return body().skip(MOST_HEARD) < MOST_HEARD && request.consumeAvailable();
    } catch (IOException e) {
      return false;
    }
  }

  public void json(int status, byte[] bytes) throws IOException {
    json(status, "application/json", bytes);
  }

  /** Answers with JSON of a type of its own. */
  public void json(int status, String type, byte[] bytes) throws IOException {
    set("Content-Type", type);
    bytes(status, bytes);
  }

  private void status(int status) {
    settle(status);
    response.setStatus(status);
    if (status >= FIRST_REFUSAL) {
      // What is not there now may be there in a moment.
      set("Cache-Control", "no-store");
    }
  }

  private void bytes(int status, byte[] bytes) {
    status(status);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    if (!"HEAD".equals(method())) {
      rest = ByteBuffer.wrap(bytes);
    }
  }

  /** Whether the answer is one that needs nothing but memory when it is given again. */
  public boolean quick() {
    return quick;
  }

  /** Sends what is left of the answer, and waits for nobody. */
  public void end(Callback callback) {
    if (rest == null) {
      callback.succeeded();
    } else {
      response.write(true, rest, callback);
    }
  }

  /** Begins an answer whose body the caller writes; the length is -1 when it is not known. */
  public OutputStream begin(int status, long length) {
    status(status);
    if (length >= 0) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    }
    return "HEAD".equals(method()) ? OutputStream.nullOutputStream() : output();
  }

  private OutputStream output() {
    ConnectionThread.mayWait();
    return Content.Sink.asOutputStream(response);
  }

  /** Answers with a document that was made for this request: conditional. */
  public void document(String type, byte[] bytes, String etag) throws IOException {
    set("ETag", etag);
    if (ETags.matches(header(HttpHeader.IF_NONE_MATCH), etag)) {
      response.setStatus(304);
      return;
    }
    set("Content-Type", type);
    bytes(200, bytes);
  }

  /** Answers with a document that is ready: conditional, compressed for whom it may be. */
  public void rendered(Rendered document) throws IOException {
    quick = true;
    boolean gzip = Preference.gzip(header(HttpHeader.ACCEPT_ENCODING));
    set("Vary", "Accept, Accept-Encoding");
    set("Cache-Control", "private, no-cache");
    var etag = document.etag(gzip);
    set("ETag", etag);
    var known = header(HttpHeader.IF_NONE_MATCH);
    if (ETags.matches(known, etag) || ETags.matches(known, document.etag(!gzip))) {
      response.setStatus(304);
      return;
    }
    set("Content-Type", document.type());
    if (gzip) {
      set("Content-Encoding", "gzip");
      bytes(200, document.gzip());
    } else {
      bytes(200, document.plain());
    }
  }

  /** What follows is a file that somebody stored: a browser keeps it and does not show it. */
  public void attachment() {
    set("Content-Disposition", "attachment");
  }

  /** Answers with a file: conditional, and in part when a single range is asked for. */
  public void file(Path file, String etag) throws IOException {
    if (!unchanged(etag)) {
      content(file, Files.size(file));
    }
  }

  /** Answers that the client has the bytes already, if it says so. */
  public boolean unchanged(String etag) {
    attachment();
    set("ETag", etag);
    set("Accept-Ranges", "bytes");
    boolean known = ETags.matches(header(HttpHeader.IF_NONE_MATCH), etag);
    if (known) {
      quick = true;
      response.setStatus(304);
    }
    return known;
  }

  /** Answers with bytes, or the range of them that is asked for. */
  public void content(byte[] bytes) {
    quick = true;
    var range = range(bytes.length);
    if (range.length() > 0 && !"HEAD".equals(method())) {
      rest = ByteBuffer.wrap(bytes, (int) range.first(), (int) range.length());
    }
  }

  /** Answers with a file, or the range of it that is asked for. */
  public void content(Path file, long size) throws IOException {
    ConnectionThread.mayWait();
    var range = range(size);
    if (range.length() > 0 && !"HEAD".equals(method())) {
      try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
        for (long at = range.first(); at <= range.last(); at += WINDOW) {
          window(in, at, Math.min(WINDOW, range.last() + 1 - at), at + WINDOW > range.last());
        }
      }
    }
  }

  /** The disk's own cache is mapped and sent, so that nothing of it is copied into the heap. */
  private void window(FileChannel in, long at, long length, boolean last) throws IOException {
    try (var arena = Arena.ofShared();
        var done = Blocker.callback()) {
      var mapped = in.map(FileChannel.MapMode.READ_ONLY, at, length, arena);
      response.write(last, mapped.asByteBuffer(), done);
      done.block();
    }
  }

  /** Sets the status and the headers of the part that is asked for. */
  private ByteRange range(long size) {
    var asked = ByteRange.parse(header(HttpHeader.RANGE), size);
    var range = asked == null ? new ByteRange(0, size - 1) : asked;
    if (asked == null) {
      response.setStatus(200);
    } else if (range.length() <= 0) {
      status(416);
      set("Content-Range", "bytes */" + size);
    } else {
      response.setStatus(206);
      set("Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + size);
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, Math.max(0, range.length()));
    return range;
  }
}
