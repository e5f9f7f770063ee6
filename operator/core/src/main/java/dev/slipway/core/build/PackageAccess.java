package dev.slipway.core.build;

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
   * Address of a repository's Maven view, with a slash at the end. The generic view ends in {@code
   * generic/}; blobs are posted to {@code {endpoint}/store/blobs} and read at {@code
   * {endpoint}/store/blobs/{digest}}.
   */
  public static String mavenUrl(String namespace, String domain, String repository) {
    return endpoint(namespace, domain) + "/repositories/" + repository + "/maven/";
  }
}
