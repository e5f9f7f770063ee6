package dev.slipway.controller.git;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Reads the files of a commit: one shallow fetch into memory. Thread-safe. */
public final class GitTree {

  private static final int TIMEOUT_SECONDS = 60;
  private static final int LARGEST_FILE = 1 << 20;
  private static final int MOST_FILES = 2000;

  /**
   * The YAML files below a path, by their path in the repository.
   *
   * @throws GitFailure when the commit or the path cannot be read
   */
  public Map<String, String> yaml(GitAccess access, String branch, String commit, String path)
      throws GitFailure {
    try (var repository = new InMemoryRepository(new DfsRepositoryDescription("sync"))) {
      fetch(access, repository, branch, commit);
      return read(access, repository, commit, path);
    } catch (IOException | URISyntaxException e) {
      throw new GitFailure(access.url() + " cannot be fetched: " + e.getMessage(), e);
    }
  }

  private static void fetch(
      GitAccess access, InMemoryRepository repository, String branch, String commit)
      throws IOException, URISyntaxException, GitFailure {
    try (Transport transport = Transport.open(repository, new URIish(access.url()))) {
      transport.setTimeout(TIMEOUT_SECONDS);
      transport.setDepth(1);
      access
          .credentials()
          .ifPresent(
              c ->
                  transport.setCredentialsProvider(
                      new UsernamePasswordCredentialsProvider(c.username(), c.password())));
      if (access.certificates().isPresent() && transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(
            new TrustingConnections(
                new JDKHttpConnectionFactory(), TrustedClients.trust(access.certificates().get())));
      }
      transport.fetch(
          NullProgressMonitor.INSTANCE,
          List.of(new RefSpec(commit + ":refs/slipway/sync")),
          branch == null ? "HEAD" : branch);
    }
  }

  private static Map<String, String> read(
      GitAccess access, InMemoryRepository repository, String commit, String path)
      throws IOException, GitFailure {
    var files = new LinkedHashMap<String, String>();
    var folder = path.replaceAll("^(\\./)+|/+$", "").replaceAll("^\\.$", "");
    try (var revisions = new RevWalk(repository);
        var walk = new TreeWalk(repository)) {
      walk.addTree(revisions.parseCommit(ObjectId.fromString(commit)).getTree());
      walk.setRecursive(true);
      boolean found = folder.isEmpty();
      while (walk.next()) {
        var name = walk.getPathString();
        if (!folder.isEmpty() && !name.startsWith(folder + "/")) {
          continue;
        }
        found = true;
        if ((!name.endsWith(".yaml") && !name.endsWith(".yml"))
            || (walk.getRawMode(0) & FileMode.TYPE_MASK) != FileMode.TYPE_FILE) {
          continue;
        }
        if (files.size() == MOST_FILES) {
          throw new GitFailure(path + " holds more than " + MOST_FILES + " YAML files");
        }
        files.put(
            name, text(name, repository.open(walk.getObjectId(0)).getCachedBytes(LARGEST_FILE)));
      }
      if (!found) {
        throw new GitFailure(
            "spec.path: there is no folder " + path + " in " + access.url() + " at " + commit);
      }
    }
    return files;
  }

  private static String text(String name, byte[] bytes) throws GitFailure {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new GitFailure(name + " is not written in UTF-8", e);
    }
  }
}
