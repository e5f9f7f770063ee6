package dev.slipway.runner.clients;

import java.util.LinkedHashMap;

/**
 * Where each repository begins in each format, for commands that name one themselves: {@code
 * SLIPWAY_PACKAGES_LIBS_NPM}.
 */
public final class Addresses implements Client {

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var variables = new LinkedHashMap<String, String>();
    for (var endpoint : endpoints.all()) {
      endpoint
          .urls()
          .forEach(
              (format, url) ->
                  variables.put(
                      "SLIPWAY_PACKAGES_"
                          + Endpoints.variable(endpoint.repository())
                          + "_"
                          + Endpoints.variable(format.name()),
                      url));
    }
    return Rendering.variables(variables);
  }
}
