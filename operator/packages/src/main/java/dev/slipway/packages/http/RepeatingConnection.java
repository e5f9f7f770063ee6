package dev.slipway.packages.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/** A connection of Jetty's that does not read a header again that it has just read. */
final class RepeatingConnection extends HttpConnection {

  /** Makes such connections. */
  static final class Factory extends HttpConnectionFactory {

    Factory(HttpConfiguration configuration) {
      super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
      var connection = new RepeatingConnection(getHttpConfiguration(), connector, endPoint);
      connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
      return configure(connection, connector, endPoint);
    }
  }

  /** Made while the connection is, so it has no value of its own here. */
  private Recorder recorder;

  private RepeatingConnection(
      HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
    super(configuration, connector, endPoint);
  }

  @Override
  protected RequestHandler newRequestHandler() {
    recorder = new Recorder();
    return recorder;
  }

  @Override
  protected HttpParser newHttpParser(HttpCompliance compliance) {
    return new Parser(compliance);
  }

  /** Notes what Jetty's parser reads. */
  private final class Recorder extends RequestHandler {

    private final RepeatedHeader last = new RepeatedHeader();
    private boolean atHeader;
    private boolean noting;
    private boolean complete;

    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
      atHeader = true;
      complete = false;
      super.startRequest(method, uri, version);
    }

    @Override
    public void parsedHeader(HttpField field) {
      if (noting) {
        last.add(field);
      }
      super.parsedHeader(field);
    }

    /** The same as the last request said. */
    void repeatHeader() {
      last.fields().forEach(super::parsedHeader);
    }

    @Override
    public boolean headerComplete() {
      complete = true;
      return super.headerComplete();
    }
  }

  private final class Parser extends HttpParser {

    Parser(HttpCompliance compliance) {
      super(recorder, getHttpConfiguration().getRequestHeaderSize(), compliance);
      // What is said again is known as a whole.
      setHeaderCacheSize(0);
    }

    @Override
    protected boolean parseFields(ByteBuffer buffer) {
      if (!recorder.atHeader) {
        return super.parseFields(buffer);
      }
      recorder.atHeader = false;
      recorder.noting = !recorder.last.skip(buffer);
      if (!recorder.noting) {
        recorder.repeatHeader();
        // What is left brings Jetty's parser into the state that it would be in.
        return super.parseFields(recorder.last.host());
      }
      recorder.last.begin();
      var header = buffer.slice();
      boolean handle = super.parseFields(buffer);
      if (recorder.complete) {
        recorder.last.end(header.limit(header.remaining() - buffer.remaining()));
      }
      return handle;
    }
  }
}
