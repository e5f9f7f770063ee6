package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.RepositorySpec;
import java.util.List;

/** Addresses and token audience of a Domain's package server. */
public final class PackageAccess {

  private PackageAccess() {}

  /** Audience of the tokens that a Domain's package server takes. */
  public static String audience(String namespace, String domain) {
    return "https://packages.slipway.dev/" + namespace + "/" + domain;
  }

  /** Name of the Service, Deployment and claim of a Domain's package server. */
  public static String serviceName(String domain) {
    return "packages-" + domain;
  }

  /** Base address of a Domain's package server in the cluster, without a slash at the end. */
  public static String endpoint(String namespace, String domain) {
    return "http://" + serviceName(domain) + "." + namespace + ".svc";
  }

  /**
   * Where a repository begins in a format, with a slash at the end. Blobs are posted to {@code
   * {endpoint}/store/blobs} and read at {@code {endpoint}/store/blobs/{digest}}.
   */
  public static String base(
      String namespace, String domain, String repository, PackageFormat format) {
    return endpoint(namespace, domain) + "/repositories/" + repository + "/" + format + "/";
  }

  /** What clients of the format are told as a repository's address. */
  public static String url(
      String namespace, String domain, String repository, PackageFormat format) {
    return base(namespace, domain, repository, format) + clientPath(format);
  }

  /** What clients add to the begin of a repository in a format. */
  public static String clientPath(PackageFormat format) {
    return switch (format) {
      case pypi -> "simple/";
      case nuget -> "v3/index.json";
      case maven, npm, cargo, go, generic -> "";
    };
  }

  /** The formats that a repository serves: a proxy its own one, any other all. */
  public static List<PackageFormat> formats(RepositorySpec repository) {
    return repository.remote() == null
        ? List.of(PackageFormat.values())
        : List.of(repository.remote().format());
  }
}
