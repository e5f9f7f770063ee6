package dev.slipway.packages.clients;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a cluster's owner puts before the server: it ends TLS for localhost and passes bytes on. */
final class TlsFront implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TlsFront.class);
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final int BACKLOG = 50;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ServerSocket listener;
  private final Path certificate;
  private final URI target;

  /**
   * Listens on a free port.
   *
   * @param folder for the key and the certificate
   * @param target address of the server
   */
  TlsFront(Path folder, String target) throws IOException, GeneralSecurityException {
    this.target = URI.create(target);
    certificate = folder.resolve("front.pem");
    listener =
        context(folder)
            .getServerSocketFactory()
            .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  private SSLContext context(Path folder) throws IOException, GeneralSecurityException {
    var key = folder.resolve("front.key");
    var store = folder.resolve("front.p12");
    var shell = new Shell(folder, Map.of());
    shell.run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        key.toString(),
        "-out",
        certificate.toString());
    shell.run(
        "openssl",
        "pkcs12",
        "-export",
        "-inkey",
        key.toString(),
        "-in",
        certificate.toString(),
        "-out",
        store.toString(),
        "-passout",
        "pass:" + new String(PASSWORD));
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private void accept() {
    while (!listener.isClosed()) {
      connect();
    }
  }

  /** A client that does not trust the certificate hangs up; the next one may not. */
  private void connect() {
    try {
      var client = listener.accept();
      var server = new Socket(target.getHost(), target.getPort());
      threads.execute(() -> pass(client, server));
      threads.execute(() -> pass(server, client));
    } catch (IOException e) {
      LOG.info("a connection ended: {}", e.getMessage());
    }
  }

  /** Passes on all bytes as they are; only what wraps them differs. */
  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      LOG.info("one side has hung up: {}", e.getMessage());
    }
  }

  /** The address, without a slash at the end. */
  String url() {
    return "https://localhost:" + listener.getLocalPort();
  }

  /** The certificate that its clients have to trust. */
  Path certificate() {
    return certificate;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
