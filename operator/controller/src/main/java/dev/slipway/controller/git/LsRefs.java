package dev.slipway.controller.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * Asks a Git server for the heads of branches in one small request: protocol v2, ls-refs with
 * ref-prefix. Source: gitprotocol-http, gitprotocol-v2. Thread-safe.
 */
public final class LsRefs {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int LIMIT = 8 << 20;
  private static final String V2 = "version=2";

  private final TrustedClients clients;

  /** Addresses that have said that they speak version 2: they are not asked at each look. */
  private final Set<String> speaking = ConcurrentHashMap.newKeySet();

  public LsRefs(TrustedClients clients) {
    this.clients = clients;
  }

  /**
   * Returns branch to commit for the branches asked for; the key {@code HEAD} is the remote's.
   *
   * @param branches names without refs/heads/; {@code HEAD} for the remote's
   * @throws GitFailure when the repository cannot be read; a branch that is absent is left out
   */
  public Map<String, String> heads(GitAccess access, List<String> branches)
      throws GitFailure, InterruptedException {
    var body = new ArrayList<String>(List.of("command=ls-refs", "agent=slipway"));
    body.add(null);
    for (var branch : branches) {
      body.add("ref-prefix " + ref(branch));
    }
    var lines = ask(access, PacketLines.request(body));
    var found = new LinkedHashMap<String, String>();
    for (var branch : branches) {
      for (var line : lines) {
        var words = line.split(" ", 3);
        if (words.length > 1 && words[1].equals(ref(branch))) {
          found.put(branch, words[0]);
        }
      }
    }
    return found;
  }

  /** Names of some branches that exist, for a message about one that does not. */
  public List<String> branches(GitAccess access) throws GitFailure, InterruptedException {
    var body = new ArrayList<String>(List.of("command=ls-refs", "agent=slipway"));
    body.add(null);
    body.add("ref-prefix refs/heads/");
    var names = new TreeSet<String>();
    for (var line : ask(access, PacketLines.request(body))) {
      var words = line.split(" ", 3);
      if (words.length > 1) {
        names.add(words[1].replaceFirst("^refs/heads/", ""));
      }
    }
    return List.copyOf(names);
  }

  private static String ref(String branch) {
    return "HEAD".equals(branch) ? branch : "refs/heads/" + branch;
  }

  private List<String> ask(GitAccess access, byte[] body) throws GitFailure, InterruptedException {
    var client = clients.get(access.certificates());
    var base = access.url().replaceAll("/+$", "");
    if (!speaking.contains(base)) {
      greet(client, access, base);
      speaking.add(base);
    }
    try {
      return send(
          client,
          request(access, base + "/git-upload-pack")
              .header("Content-Type", "application/x-git-upload-pack-request")
              .header("Accept", "application/x-git-upload-pack-result")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build(),
          access);
    } catch (GitFailure e) {
      speaking.remove(base);
      throw e;
    }
  }

  private static void greet(HttpClient client, GitAccess access, String base)
      throws GitFailure, InterruptedException {
    var advertised =
        send(
            client,
            request(access, base + "/info/refs?service=git-upload-pack").GET().build(),
            access);
    if (advertised.stream().noneMatch(l -> l.equals("version 2"))) {
      throw new GitFailure(
          base + " does not speak Git's protocol version 2; Git 2.18 or newer does");
    }
  }

  private static HttpRequest.Builder request(GitAccess access, String url) throws GitFailure {
    try {
      var builder =
          HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).header("Git-Protocol", V2);
      access.credentials().ifPresent(c -> builder.header("Authorization", basic(c)));
      return builder;
    } catch (IllegalArgumentException e) {
      throw new GitFailure(access.url() + " is no address: " + e.getMessage(), e);
    }
  }

  private static String basic(GitCredentials credentials) {
    var pair = credentials.username() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> send(HttpClient client, HttpRequest request, GitAccess access)
      throws GitFailure, InterruptedException {
    try {
      var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        if (response.statusCode() == 200) {
          return PacketLines.read(in, LIMIT);
        }
      }
      throw refused(access, response.statusCode());
    } catch (HttpConnectTimeoutException e) {
      throw new GitFailure(access.url() + " cannot be reached: no connection in time", e);
    } catch (HttpTimeoutException e) {
      throw new GitFailure(
          access.url() + " gave no answer within " + TIMEOUT.toSeconds() + " s", e);
    } catch (SSLException e) {
      throw new GitFailure(
          access.url()
              + " shows a certificate that is not trusted; name its authority in caRef ("
              + e.getMessage()
              + ")",
          e);
    } catch (ConnectException e) {
      throw new GitFailure(
          access.url()
              + (unknownHost(e)
                  ? " names an unknown host"
                  : " cannot be reached: connection refused"),
          e);
    } catch (IOException e) {
      throw new GitFailure(access.url() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean unknownHost(Throwable e) {
    return e instanceof UnresolvedAddressException
        || e instanceof UnknownHostException
        || (e.getCause() != null && unknownHost(e.getCause()));
  }

  private static GitFailure refused(GitAccess access, int status) {
    var what =
        switch (status) {
          case 401, 403 ->
              access.credentials().isPresent()
                  ? "refuses the credentials of secretRef"
                  : "asks for credentials; name a Secret in secretRef";
          case 404 -> "is no Git repository, or one that these credentials may not see";
          case 301, 302, 307, 308 -> "has moved; write its new address";
          default -> "answers with status " + status;
        };
    return new GitFailure(access.url() + " " + what);
  }
}
