package dev.slipway.controller.runtime;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Lets no write out of a replica that does not lead, whatever code asks for it. Reviews of tokens
 * and of access change nothing and pass; the election uses a client of its own.
 */
public final class Fence implements Interceptor {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final BooleanSupplier mayWrite;

  public Fence(BooleanSupplier mayWrite) {
    this.mayWrite = mayWrite;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    var path = request.uri().getPath();
    if (READS.contains(request.method())
        || path.startsWith("/apis/authentication.k8s.io/")
        || path.startsWith("/apis/authorization.k8s.io/")) {
      return;
    }
    if (!mayWrite.getAsBoolean()) {
      throw new KubernetesClientException(
          "this replica does not lead: " + request.method() + " " + path + " is not sent");
    }
  }
}
