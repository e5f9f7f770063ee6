package dev.slipway.packages.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** HTTP clients that trust what they are told to, and follow no redirects. */
public final class Clients {

  private static final int HTTP_PORT = 80;

  private Clients() {}

  /**
   * Makes a client.
   *
   * @param certificates PEM certificates to trust; empty for those of the machine
   * @param proxy address of an HTTP proxy; empty for none
   * @throws IOException when a certificate cannot be read
   */
  public static HttpClient make(String certificates, String proxy) throws IOException {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10));
    if (!certificates.isEmpty()) {
      try {
        builder.sslContext(context(certificates));
      } catch (GeneralSecurityException e) {
        throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
      }
    }
    if (!proxy.isEmpty()) {
      var address = URI.create(proxy);
      int port = address.getPort() < 0 ? HTTP_PORT : address.getPort();
      builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(address.getHost(), port)));
    }
    return builder.build();
  }

  private static SSLContext context(String pem) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    int number = 0;
    for (var certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    if (number == 0) {
      throw new GeneralSecurityException("there is no certificate in the PEM text");
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
