package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;

/**
 * Gradle 6 and newer: an init script that replaces the repositories of projects and plugins, and
 * reads the token anew for each build. Repositories on the disk stay. Source: Gradle,
 * initialization scripts.
 */
public final class Gradle implements Client {

  static final String FILE = "config/slipway.gradle";
  private static final String TOKEN = "config/token";

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var source = endpoints.source(PackageFormat.maven);
    if (source.isEmpty()) {
      return Rendering.NONE;
    }
    return Rendering.file(
            FILE,
            """
            def slipwayUrl = '%s'
            def slipwayToken = { new File('%s/%s').text.trim() }
            def slipwayOnly = { handler ->
              handler.all { repository ->
                if (repository instanceof MavenArtifactRepository
                    && repository.url.scheme in ['http', 'https']) {
                  repository.url = slipwayUrl
                  repository.allowInsecureProtocol = true
                  repository.credentials(PasswordCredentials) {
                    username = '%s'
                    password = slipwayToken()
                  }
                  repository.authentication { basic(BasicAuthentication) }
                }
              }
            }
            beforeSettings { settings ->
              slipwayOnly(settings.pluginManagement.repositories)
              settings.pluginManagement.repositories { gradlePluginPortal() }
              slipwayOnly(settings.dependencyResolutionManagement.repositories)
            }
            allprojects {
              slipwayOnly(buildscript.repositories)
              slipwayOnly(repositories)
            }
            """
                .formatted(source.get(), place, TOKEN, USER))
        .plus(Rendering.file(TOKEN, token + "\n"))
        .linked("${GRADLE_USER_HOME:-$HOME/.gradle}/init.d/slipway.gradle", FILE);
  }
}
