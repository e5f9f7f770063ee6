package dev.slipway.runner;

import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.PodPaths;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** Brings the source: a commit, branch or tag of a Git repository, or a stored blob. */
final class Checkout {

  private static final String CODE = "CLIENT_ERROR";
  private static final int ATTEMPTS = 4;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Pattern MAY_PASS =
      Pattern.compile(
          "(?i)cannot open git-|timed? ?out|connection (?:reset|refused|closed)|end of file"
              + "|\\b(?:429|50[0234])\\b");
  private static final int TIMEOUT_SECONDS = 120;

  private final BuildOrder order;
  private final StoreClient store;
  private final Path folder;

  Checkout(BuildOrder order, StoreClient store, Path folder) {
    this.order = order;
    this.store = store;
    this.folder = folder;
  }

  /** Fills the folder and returns the commit; null when the source is none of Git. */
  String run() throws BuildFailure, InterruptedException {
    var source = order.source();
    if (source == null) {
      return null;
    }
    if (source.blob() != null) {
      blob(source);
      return null;
    }
    return source.url() == null ? null : git(source);
  }

  private void blob(BuildOrder.Source source) throws BuildFailure, InterruptedException {
    try {
      var archive = Files.createTempFile("source", ".archive");
      Files.delete(archive);
      store.get(order.storeUrl() + "/store/blobs/" + source.blob().digest(), archive);
      Archives.unpack(archive, folder);
      Files.delete(archive);
    } catch (IOException e) {
      throw new BuildFailure(CODE, "the input artifact cannot be had: " + e.getMessage(), e);
    }
  }

  private String git(BuildOrder.Source source) throws BuildFailure, InterruptedException {
    try {
      trust(source);
      try (var git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
        git.remoteAdd().setName("origin").setUri(new URIish(source.url())).call();
        var version = source.version() == null ? Constants.HEAD : source.version();
        var commit =
            ObjectId.isId(version) ? commit(git, version, source) : named(git, version, source);
        git.checkout().setName(commit.name()).setForced(true).call();
        return commit.name();
      }
    } catch (GitAPIException e) {
      throw new BuildFailure(CODE, explain(e, source), e);
    } catch (java.net.URISyntaxException | IOException | GeneralSecurityException e) {
      throw new BuildFailure(CODE, source.url() + ": " + e.getMessage(), e);
    }
  }

  private ObjectId commit(Git git, String id, BuildOrder.Source source)
      throws GitAPIException, IOException, BuildFailure, InterruptedException {
    try {
      fetch(git, source, 1, new RefSpec(id + ":refs/slipway/source"));
    } catch (GitAPIException e) {
      fetch(git, source, 0, new RefSpec("+refs/heads/*:refs/remotes/origin/*"));
    }
    var commit = ObjectId.fromString(id);
    if (!git.getRepository().getObjectDatabase().has(commit)) {
      throw new BuildFailure(CODE, source.url() + " has no commit " + id);
    }
    return commit;
  }

  private ObjectId named(Git git, String name, BuildOrder.Source source)
      throws GitAPIException, IOException, BuildFailure, InterruptedException {
    for (var ref :
        Constants.HEAD.equals(name)
            ? List.of(name)
            : List.of("refs/heads/" + name, "refs/tags/" + name)) {
      try {
        fetch(git, source, 1, new RefSpec(ref + ":refs/slipway/source"));
        return git.getRepository().resolve("refs/slipway/source^{commit}");
      } catch (org.eclipse.jgit.api.errors.TransportException e) {
        if (!String.valueOf(e.getMessage()).contains("not have")) {
          throw e;
        }
      }
    }
    throw new BuildFailure(CODE, source.url() + " has no branch and no tag " + name);
  }

  /** A server that is busy, or a name that is not resolved at once, is tried again. */
  private static void fetch(Git git, BuildOrder.Source source, int depth, RefSpec spec)
      throws GitAPIException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        fetchOnce(git, source, depth, spec);
        return;
      } catch (org.eclipse.jgit.api.errors.TransportException e) {
        if (attempt == ATTEMPTS || !mayPass(String.valueOf(e.getMessage()))) {
          throw e;
        }
        Thread.sleep(PAUSE.multipliedBy(attempt));
      }
    }
  }

  /** Whether what a fetch says may be otherwise in a moment. */
  static boolean mayPass(String message) {
    return MAY_PASS.matcher(message).find();
  }

  private static void fetchOnce(Git git, BuildOrder.Source source, int depth, RefSpec spec)
      throws GitAPIException {
    var fetch =
        git.fetch()
            .setRemote("origin")
            .setTimeout(TIMEOUT_SECONDS)
            .setRefSpecs(spec)
            .setCredentialsProvider(credentials(source));
    if (depth > 0) {
      fetch.setDepth(depth);
    }
    fetch.call();
  }

  private static CredentialsProvider credentials(BuildOrder.Source source) {
    if (!source.credentials()) {
      return null;
    }
    var secret = Path.of(PodPaths.GIT_SECRET);
    try {
      return Files.exists(secret.resolve("token"))
          ? new UsernamePasswordCredentialsProvider("x-access-token", read(secret, "token"))
          : new UsernamePasswordCredentialsProvider(
              read(secret, "username"), read(secret, "password"));
    } catch (IOException e) {
      return null;
    }
  }

  private static String read(Path folder, String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }

  /** The runner talks TLS to this one server only, so its default context may be changed. */
  private static void trust(BuildOrder.Source source) throws IOException, GeneralSecurityException {
    if (!source.ca()) {
      return;
    }
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    try (var in = new FileInputStream(PodPaths.GIT_CA)) {
      int number = 0;
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
  }

  private static String explain(GitAPIException e, BuildOrder.Source source) {
    var text = String.valueOf(e.getMessage());
    if (text.contains("not authorized") || text.contains("Authentication")) {
      return source.url()
          + (source.credentials()
              ? " refuses the credentials of secretRef"
              : " asks for credentials; name a Secret in secretRef");
    }
    if (text.contains("not found")) {
      return source.url() + " is no Git repository, or one that these credentials may not see";
    }
    return text;
  }
}
