package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Format;
import java.net.http.HttpClient;

/**
 * A repository outside the domain, and who stands for it inside.
 *
 * @param repository the repository of the domain that stands for it
 * @param url its address, without a slash at the end
 * @param client with its trusted certificates; follows no redirects
 * @param authorization the Authorization header that it wants; empty for none
 */
public record ExternalRepository(
    String repository, Format format, String url, HttpClient client, String authorization) {}
