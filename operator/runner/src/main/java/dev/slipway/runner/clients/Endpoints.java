package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The package repositories of a build, in the order in which its project names them. Clients that
 * take from one place take from the first that serves their format.
 */
public record Endpoints(List<PackageEndpoint> all) {

  public Endpoints {
    all = List.copyOf(all);
  }

  /** Those that serve a format, in order. */
  public List<PackageEndpoint> of(PackageFormat format) {
    return all.stream().filter(e -> e.urls().containsKey(format)).toList();
  }

  /** Where packages of a format come from, with a slash at the end. */
  public Optional<String> source(PackageFormat format) {
    return of(format).stream().findFirst().map(e -> e.urls().get(format));
  }

  /** Where packages of a format are published when nothing else is said. */
  public Optional<String> target(PackageFormat format) {
    return of(format).stream()
        .filter(PackageEndpoint::hosted)
        .findFirst()
        .map(e -> e.urls().get(format));
  }

  /** The hosts of all addresses, without ports. */
  public List<String> hosts() {
    return uris().map(URI::getHost).distinct().toList();
  }

  /** The hosts of those addresses that are not encrypted, without ports. */
  public List<String> plainHosts() {
    return uris().filter(u -> "http".equals(u.getScheme())).map(URI::getHost).distinct().toList();
  }

  private Stream<URI> uris() {
    return all.stream().flatMap(e -> e.urls().values().stream()).map(URI::create).sorted();
  }

  /** A repository's name as part of a variable's: {@code my-libs.x} becomes {@code MY_LIBS_X}. */
  static String variable(String repository) {
    return repository.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
