package dev.slipway.testkit.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where {@code operator/testkit/cluster/up} keeps what it built. */
public final class Cache {

  /** Must equal KUBERNETES in {@code operator/testkit/cluster/settings}. */
  public static final String KUBERNETES = "1.34.4";

  private Cache() {}

  /** A built program: kubectl, kube-apiserver, etcd. */
  public static Path program(String name) {
    return present(folder().resolve("bin").resolve(name));
  }

  /** The folder that kube-api-test looks into. */
  public static Path apiTest() {
    return present(folder().resolve("kube-api-test"));
  }

  /** Where things are kept between builds. */
  public static Path folder() {
    var set = System.getenv("SLIPWAY_CACHE");
    return set == null
        ? Path.of(System.getProperty("user.home"), ".cache", "slipway")
        : Path.of(set);
  }

  private static Path present(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(
          path + " is missing: run operator/testkit/cluster/up, which builds the test cluster");
    }
    return path;
  }
}
