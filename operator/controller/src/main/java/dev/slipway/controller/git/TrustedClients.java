package dev.slipway.controller.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** HTTP clients, one for each set of trusted certificates. Thread-safe. */
public final class TrustedClients {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final ConcurrentMap<String, HttpClient> clients = new ConcurrentHashMap<>();

  /**
   * Returns the client for these PEM certificates, or for the system's.
   *
   * @throws GitFailure when the text holds no certificates
   */
  public HttpClient get(Optional<String> certificates) throws GitFailure {
    var key = certificates.orElse("");
    var known = clients.get(key);
    if (known != null) {
      return known;
    }
    var made = make(certificates);
    var raced = clients.putIfAbsent(key, made);
    return raced == null ? made : raced;
  }

  private static HttpClient make(Optional<String> certificates) throws GitFailure {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    if (certificates.isPresent()) {
      builder.sslContext(context(certificates.get()));
    }
    return builder.build();
  }

  /** A context that trusts exactly the certificates in this PEM text. */
  public static SSLContext context(String pem) throws GitFailure {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust(pem), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new GitFailure("caRef holds no usable PEM certificates: " + e.getMessage(), e);
    }
  }

  /** What trusts exactly the certificates in this PEM text. */
  static TrustManager[] trust(String pem) throws GitFailure {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null);
      int number = 0;
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
      if (number == 0) {
        throw new GitFailure("caRef names no PEM certificate");
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new GitFailure("caRef holds no usable PEM certificates: " + e.getMessage(), e);
    }
  }
}
