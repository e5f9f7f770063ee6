package dev.slipway.packages.http;

import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** The body of a request: for who wants it, or heard to its end for who refuses it. */
final class RequestBody {

  private final Request request;

  /** Whether it has been asked for, so that a client that waited for that sends it. */
  private boolean asked;

  RequestBody(Request request) {
    this.request = request;
  }

  /**
   * The body, which has at most 5 GiB.
   *
   * @throws IOException when it has more, here already when the request says so
   */
  InputStream file() throws IOException {
    return new Capped(endless(), request.getLength());
  }

  /** The body, however long it is. */
  InputStream endless() {
    ConnectionThread.mayWait();
    asked = true;
    return Content.Source.asInputStream(request);
  }

  /** The body as a form with files; see {@link Exchange#form}. */
  Form form(Path folder, long largest) throws Form.Unreadable, IOException {
    asked = true;
    return Form.read(request, folder, largest);
  }

  /**
   * Who is refused while he still sends is heard to the end when that is near, so that he reads the
   * answer and asks again on the same connection. Nobody is asked to send who has not been asked
   * yet. Source: RFC 9112 sections 9.3 and 9.6.
   *
   * @return whether another request can follow on the connection
   */
  boolean settled(int status) {
    var headers = request.getHeaders();
    boolean sends =
        headers.contains(HttpHeader.TRANSFER_ENCODING)
            || headers.contains(HttpHeader.CONTENT_LENGTH);
    boolean waits = headers.contains(HttpHeader.EXPECT) && !asked;
    return !sends || (!waits && heard(status));
  }

  private boolean heard(int status) {
    try {
      return Hearing.toTheEnd(file(), status) && request.consumeAvailable();
    } catch (IOException e) {
      return false;
    }
  }
}
