package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import dev.slipway.core.build.PackageAccess;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * pip, uv, twine and poetry. The first two find the token in {@link Netrc}; the others know it from
 * variables. Source: pip, configuration; uv, environment variables; twine, environment variables;
 * poetry, configuration.
 */
public final class Python implements Client {

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var source = endpoints.source(PackageFormat.pypi);
    if (source.isEmpty()) {
      return Rendering.NONE;
    }
    var index = source.get() + PackageAccess.clientPath(PackageFormat.pypi);
    var variables = new LinkedHashMap<String, String>();
    variables.put("PIP_INDEX_URL", index);
    variables.put("UV_DEFAULT_INDEX", index);
    var plain = endpoints.plainHosts();
    if (!plain.isEmpty()) {
      variables.put("PIP_TRUSTED_HOST", String.join(" ", plain));
    }
    endpoints
        .target(PackageFormat.pypi)
        .ifPresent(
            target -> {
              variables.put("TWINE_REPOSITORY_URL", target);
              variables.put("TWINE_USERNAME", USER);
              variables.put("TWINE_PASSWORD", token);
              variables.put("TWINE_NON_INTERACTIVE", "1");
              variables.put("UV_PUBLISH_URL", target);
              variables.put("UV_PUBLISH_USERNAME", USER);
              variables.put("UV_PUBLISH_PASSWORD", token);
            });
    endpoints.of(PackageFormat.pypi).forEach(e -> variables.putAll(poetry(e, token)));
    return Rendering.variables(variables);
  }

  private static Map<String, String> poetry(PackageEndpoint endpoint, String token) {
    var name = Endpoints.variable(endpoint.repository());
    return Map.of(
        "POETRY_REPOSITORIES_" + name + "_URL", endpoint.urls().get(PackageFormat.pypi),
        "POETRY_HTTP_BASIC_" + name + "_USERNAME", USER,
        "POETRY_HTTP_BASIC_" + name + "_PASSWORD", token);
  }
}
