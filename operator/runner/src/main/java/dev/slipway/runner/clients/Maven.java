package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Maven 3.8 to 4. The settings are the global ones, which the user's own win over; they take the
 * place of those that block plain HTTP. Credentials go with the first request: by the first
 * property for the resolver of Maven 3.9, by the second for that of Maven 4, by the server's
 * configuration for older transports. Maven before 3.9 knows no MAVEN_ARGS; it finds the settings
 * of its user. Source: Maven, settings reference; Maven Resolver, configuration options.
 */
public final class Maven implements Client {

  static final String FILE = "config/maven-settings.xml";

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var source = endpoints.source(PackageFormat.maven);
    if (source.isEmpty()) {
      return Rendering.NONE;
    }
    var servers =
        endpoints.of(PackageFormat.maven).stream()
            .map(PackageEndpoint::repository)
            .map(id -> server(id, token))
            .collect(Collectors.joining());
    return Rendering.file(
            FILE,
            """
            <settings>
              <servers>
            %s%s  </servers>
              <mirrors>
                <mirror>
                  <id>slipway</id>
                  <mirrorOf>*</mirrorOf>
                  <url>%s</url>
                </mirror>
                <mirror>
                  <id>maven-default-http-blocker</id>
                  <mirrorOf>blocked-by-nobody</mirrorOf>
                  <url>%3$s</url>
                </mirror>
              </mirrors>
            </settings>
            """
                .formatted(server("slipway", token), servers, source.get()))
        .linked("$HOME/.m2/settings.xml", FILE)
        .with(
            Map.of(
                "MAVEN_ARGS",
                "-gs "
                    + place
                    + "/"
                    + FILE
                    + " -Daether.connector.http.preemptiveAuth=true"
                    + " -Daether.transport.http.preemptiveAuth=true"));
  }

  private static String server(String id, String token) {
    return """
        <server>
          <id>%s</id>
          <username>%s</username>
          <password>%s</password>
          <configuration>
            <httpConfiguration><all><usePreemptive>true</usePreemptive></all></httpConfiguration>
          </configuration>
        </server>
        """
        .formatted(id, USER, token)
        .indent(4);
  }
}
