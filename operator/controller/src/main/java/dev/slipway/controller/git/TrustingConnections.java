package dev.slipway.controller.git;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.security.GeneralSecurityException;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/** JGit's connections, with the certificates of a caRef in place of the system's. */
final class TrustingConnections implements HttpConnectionFactory {

  private final HttpConnectionFactory plain;
  private final TrustManager[] trust;

  TrustingConnections(HttpConnectionFactory plain, TrustManager[] trust) {
    this.plain = plain;
    this.trust = trust.clone();
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return trusting(plain.create(url));
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return trusting(plain.create(url, proxy));
  }

  private HttpConnection trusting(HttpConnection connection) throws IOException {
    if ("https".equals(connection.getURL().getProtocol())) {
      try {
        connection.configure(null, trust, null);
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
    return connection;
  }
}
