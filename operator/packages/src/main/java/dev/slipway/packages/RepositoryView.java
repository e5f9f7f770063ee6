package dev.slipway.packages;

import java.net.http.HttpClient;
import java.util.List;

/**
 * A repository as the server serves it.
 *
 * @param remote address of the external Maven repository, without a slash at the end; null for a
 *     hosted one
 * @param client for the remote, with its trusted certificates
 */
public record RepositoryView(
    String name, List<String> upstreams, String remote, HttpClient client, boolean anonymousRead) {}
