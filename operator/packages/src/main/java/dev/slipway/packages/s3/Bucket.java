package dev.slipway.packages.s3;

import java.net.URI;

/**
 * A bucket of an S3 store, addressed by its path.
 *
 * @param endpoint scheme, host and port
 */
public record Bucket(URI endpoint, String region, String name, Credentials credentials) {

  /** The path of an object, or of the bucket itself where the key is empty, encoded. */
  String path(String key) {
    return "/" + Encoding.path(name) + (key.isEmpty() ? "" : "/" + Encoding.path(key));
  }

  /** What a request's Host header says: no port where it is the scheme's own. */
  String host() {
    int usual = "https".equals(endpoint.getScheme()) ? 443 : 80;
    int port = endpoint.getPort();
    return endpoint.getHost() + (port < 0 || port == usual ? "" : ":" + port);
  }

  URI uri(String path, String query) {
    return URI.create(
        endpoint.getScheme()
            + "://"
            + endpoint.getRawAuthority()
            + path
            + (query.isEmpty() ? "" : "?" + query));
  }
}
