package dev.slipway.packages.http;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/** One request and its answer, for blocking code. */
public final class Exchange {

  private static final int FIRST_REFUSAL = 400;

  private final Request request;
  private final Response response;
  private final OuterAddresses outer;
  private final RequestBody body;
  private Supplier<String> base = () -> "";
  private String user = "";
  private String kind = "other";
  private Predicate<PackageName> permitted = _ -> true;
  private ByteBuffer rest;
  private boolean quick;
  private boolean foreseen;

  /**
   * @param outer by which clients outside reach the server
   */
  public Exchange(Request request, Response response, OuterAddresses outer) {
    this.request = request;
    this.response = response;
    this.outer = outer;
    body = new RequestBody(request);
    BrowserFields.protect(response.getHeaders());
  }

  /**
   * Says where the request has been led.
   *
   * @param base path of a repository in a format, without a slash at the end
   * @param user empty for nobody that is known
   */
  public void enter(Supplier<String> base, String user) {
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

  /** Says as what the request is counted. */
  public void countAs(String kind) {
    this.kind = kind;
  }

  /** As what the request is counted. */
  public String countedAs() {
    return kind;
  }

  /** The name of who asks; empty for nobody that is known. */
  public String user() {
    return user;
  }

  /** The address of the repository in the format, as the client wrote it. */
  public String base() {
    return root() + base.get();
  }

  /** The address of this server, as the client wrote it, without a slash at the end. */
  public String root() {
    var uri = request.getHttpURI();
    return outer.root(uri.getScheme(), uri.getAuthority());
  }

  /** Whether the answer is on its way, so that no other can be given. */
  public boolean begun() {
    return response.isCommitted();
  }

  /** Forgets what was said of an answer that has not begun. */
  public void clear() {
    response.reset();
    rest = null;
    quick = false;
    BrowserFields.protect(response.getHeaders());
  }

  /** Says whether the answer is likely to need nothing but memory, as it did before. */
  public void foresee(boolean quick) {
    foreseen = quick;
  }

  /**
   * Stands before the work on a request that is admitted.
   *
   * @throws ConnectionThread.MustNotWait where one must not wait, but for what is likely in memory
   */
  public void proceed() {
    if (!foreseen) {
      ConnectionThread.mayWait();
    }
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

  public void set(HttpHeader name, String value) {
    response.getHeaders().put(name, value);
  }

  void set(HttpField field) {
    response.getHeaders().put(field);
  }

  /**
   * Reads a form with files.
   *
   * @param folder where files wait
   * @param largest of a file, bytes
   */
  public Form form(Path folder, long largest) throws Form.Unreadable, IOException {
    return body.form(folder, largest);
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
    return body.file();
  }

  /** The body, however long it is: an archive has many files. */
  public InputStream archive() {
    return body.endless();
  }

  /** Answers without a body. */
  public void answer(int status) {
    status(status);
    length(0);
  }

  /** Answers with a sentence that a client shows to its user. */
  public void answer(int status, String text) throws IOException {
    words(status, text, Words.of(status, text, header(HttpHeader.ACCEPT)));
  }

  /** Refuses in a document that says why, for clients that show nothing else. */
  public void problem(int status, String text) throws IOException {
    words(status, text, Words.problem(status, text));
  }

  private void words(int status, String text, Words words) throws IOException {
    ReasonPhrase.give(request, status, text);
    json(status, words.type(), words.bytes());
  }

  public void json(int status, byte[] bytes) throws IOException {
    json(status, "application/json", bytes);
  }

  /** Answers with JSON of a type of its own. */
  public void json(int status, String type, byte[] bytes) throws IOException {
    set("Content-Type", type);
    bytes(status, bytes);
  }

  void status(int status) {
    boolean refused = status >= FIRST_REFUSAL;
    if (refused && !body.settled(status)) {
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.setStatus(status);
    if (refused) {
      // What is not there now may be there in a moment.
      set("Cache-Control", "no-store");
    }
  }

  void bytes(int status, byte[] bytes) {
    status(status);
    length(bytes.length);
    if (!isHead()) {
      rest(ByteBuffer.wrap(bytes));
    }
  }

  /** Whether the answer is to have no body. */
  boolean isHead() {
    return "HEAD".equals(method());
  }

  void length(long bytes) {
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
  }

  /** Answers that the client has it already. */
  void unchanged() {
    response.setStatus(304);
  }

  /** Says what is sent when the answer ends. */
  void rest(ByteBuffer bytes) {
    rest = bytes;
  }

  /** Sends bytes now, and returns when they are sent. */
  void send(boolean last, ByteBuffer bytes) throws IOException {
    try (var done = Blocker.callback()) {
      response.write(last, bytes, done);
      done.block();
    }
  }

  /** Says that this answer needs nothing but memory when it is given again. */
  void isQuick() {
    quick = true;
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
      length(length);
    }
    return isHead() ? OutputStream.nullOutputStream() : output();
  }

  private OutputStream output() {
    ConnectionThread.mayWait();
    return Content.Sink.asOutputStream(response);
  }

  /** What follows is a file that somebody stored: a browser keeps it and does not show it. */
  public void attachment() {
    BrowserFields.attachment(response.getHeaders());
  }
}
