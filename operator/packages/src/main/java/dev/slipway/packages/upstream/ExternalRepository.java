package dev.slipway.packages.upstream;

import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.Format;
import java.net.http.HttpClient;

/**
 * A repository outside the domain, and who stands for it inside.
 *
 * @param repository the repository of the domain that stands for it
 * @param url its address, without a slash at the end; of NuGet the folder of its service index,
 *     whatever was given, for what it has is below that folder
 * @param client with its trusted certificates; follows no redirects
 * @param authorization the Authorization header that it wants; empty for none
 */
public record ExternalRepository(
    String repository, Format format, String url, HttpClient client, String authorization) {

  private static final String SERVICE_INDEX = "/index.json";

  public ExternalRepository {
    if (format == Format.nuget && url.endsWith(SERVICE_INDEX)) {
      url = url.substring(0, url.length() - SERVICE_INDEX.length());
    }
  }

  /**
   * The address of something of the repository's.
   *
   * @param path not encoded, without a slash at its beginning
   */
  public String url(String path) {
    return url + "/" + RequestPath.encode(path);
  }
}
