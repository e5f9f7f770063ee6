package dev.slipway.controller.runtime;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.nio.ByteBuffer;
import java.util.List;

/** Counts the requests to the API server by method and status code. */
public final class ApiMetrics implements Interceptor {

  private final Counter requests;

  public ApiMetrics(CollectorRegistry registry) {
    requests =
        Counter.build("slipway_api_requests_total", "Requests to the API server.")
            .labelNames("method", "code")
            .register(registry);
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    requests.labels(request.method(), Integer.toString(response.code())).inc();
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    requests.labels(request.method(), "unreachable").inc();
  }
}
