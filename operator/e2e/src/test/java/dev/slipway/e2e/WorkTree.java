package dev.slipway.e2e;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Git work tree whose pushes go to the cluster's Git server. */
final class WorkTree {

  private final Path folder;
  private final Shell git;

  WorkTree(Services services, String name, Path folder) {
    this.folder = folder;
    this.git =
        new Shell(
            folder,
            Map.of(
                "GIT_AUTHOR_NAME", "Test",
                "GIT_AUTHOR_EMAIL", "test@slipway.dev",
                "GIT_COMMITTER_NAME", "Test",
                "GIT_COMMITTER_EMAIL", "test@slipway.dev"));
    services.repository(name);
    git.run("git", "init", "-q", "-b", "main");
    git.run("git", "remote", "add", "origin", services.outside(name));
  }

  WorkTree write(String file, String text) throws IOException {
    var path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return this;
  }

  WorkTree remove(String file) throws IOException {
    Files.delete(folder.resolve(file));
    return this;
  }

  /** Commits everything, also nothing, and returns the commit id. */
  String push(String message) {
    git.run("git", "add", "-A");
    git.run("git", "commit", "-q", "--allow-empty", "-m", message);
    git.run("git", "push", "-q", "--force", "origin", "main");
    return git.run("git", "rev-parse", "HEAD").strip();
  }

  /** Forgets the newest commit. */
  WorkTree reset() {
    git.run("git", "reset", "-q", "--hard", "HEAD~1");
    return this;
  }
}
