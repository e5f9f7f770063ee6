package dev.slipway.packages.store.s3;

import dev.slipway.packages.TestFolder;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.Store;
import dev.slipway.testkit.s3.FaultProxy;
import dev.slipway.testkit.s3.S3Servers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The bucket of a real S3 server that runs while the tests of a class do, one after the other; each
 * has keys, and a line that it may make bad, of its own.
 */
public final class TestBucket
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  private TestFolder folder;
  private S3Servers.Running server;
  private FaultProxy proxy;
  private int tests;
  private int folders;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = TestFolder.make();
    server = S3Servers.versitygw(folder.path().resolve("versitygw"));
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    tests++;
    proxy = new FaultProxy(server.endpoint());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    proxy.close();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    server.close();
    folder.close();
  }

  /** Address of the server. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** A client on the good line. */
  public S3Client client() {
    return Buckets.client(endpoint());
  }

  /** The line that the test may make bad. */
  public FaultProxy proxy() {
    return proxy;
  }

  /** A client on that line. */
  public S3Client clientBehindProxy() {
    return Buckets.client(proxy.endpoint());
  }

  /** What all keys of the test begin with, with a slash at the end. */
  public String prefix() {
    return "test" + tests + "/";
  }

  /** Where nothing is yet. */
  public Path freshFolder() {
    return folder.path().resolve("folder" + ++folders);
  }

  /** The store of the test for a replica that has no copies yet. */
  public Store.S3 store() {
    return Buckets.store(endpoint(), prefix(), freshFolder());
  }
}
