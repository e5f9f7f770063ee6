package dev.slipway.packages.http;

import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * The words after the status of an answer. Of what the server says, pip, twine, NuGet and older
 * Mavens show nothing else to people. Source: RFC 9112 section 4.
 */
final class ReasonPhrase extends HttpStream.Wrapper {

  private static final int FIRST_REFUSAL = 400;
  private static final int LONGEST = 300;

  /** Every client asks without a token first, or for what is not there, and shows no words then. */
  private static final Set<Integer> USUAL = Set.of(401, 404);

  private final int status;
  private final String words;

  private ReasonPhrase(HttpStream stream, int status, String words) {
    super(stream);
    this.status = status;
    this.words = words;
  }

  /** Has a refusal say what is wrong; what is no refusal says nothing. */
  static void give(Request request, int status, String text) {
    if (status >= FIRST_REFUSAL && !USUAL.contains(status)) {
      var words = of(text);
      request.addHttpStreamWrapper(stream -> new ReasonPhrase(stream, status, words));
    }
  }

  /** One line of plain characters. */
  static String of(String text) {
    var line = text.strip().replaceAll("\\s+", " ").replaceAll("[^\\x20-\\x7e]", "?");
    return line.substring(0, Math.min(line.length(), LONGEST));
  }

  @Override
  public void send(
      MetaData.Request request,
      MetaData.Response response,
      boolean last,
      ByteBuffer content,
      Callback callback) {
    super.send(request, worded(response), last, content, callback);
  }

  /** The words that were given last count, and only for the status that they explain. */
  private MetaData.Response worded(MetaData.Response response) {
    return response == null || response.getStatus() != status || response.getReason() != null
        ? response
        : new MetaData.Response(
            status,
            words,
            response.getHttpVersion(),
            response.getHttpFields(),
            response.getContentLength(),
            response.getTrailersSupplier());
  }
}
