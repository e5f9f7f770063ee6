package dev.slipway.e2e;

import dev.slipway.testkit.Shell;
import dev.slipway.testkit.cluster.Kubectl;
import dev.slipway.testkit.upstream.MavenUpstream;
import dev.slipway.testkit.upstream.NpmUpstream;
import dev.slipway.testkit.upstream.PypiUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A folder of {@code examples/} in a cluster: a namespace with what the example expects, a Git
 * repository with its files, and commits to it.
 */
public final class Example {

  /** Namespace of hello-release. */
  public static final String HELLO = "hello";

  private static final String BASE_IMAGE = Services.REGISTRY + "/base/jre:25";

  /** The addresses from which this machine's own clients take their packages. */
  private static final Map<String, Function<Shell, String>> UPSTREAMS =
      Map.of(
          "MAVEN_UPSTREAM", MavenUpstream::configured,
          "NPM_UPSTREAM", NpmUpstream::configured,
          "PYPI_UPSTREAM", PypiUpstream::configured);

  private static final Path MACHINE_CERTIFICATES = Path.of("/etc/ssl/certs/ca-certificates.crt");

  private final Kubectl kubectl;
  private final String name;
  private final String namespace;
  private final Path example;
  private final Path work;
  private final String pushUrl;
  private final Shell git;

  /**
   * An example that nobody has in the cluster yet.
   *
   * @param root this repository
   * @param name of the folder and of the Git repository
   * @param namespace the one that its files name
   * @param work an empty folder for the Git work tree
   * @param pushUrl address of the Git repository from here
   */
  public Example(
      Kubectl kubectl, Path root, String name, String namespace, Path work, String pushUrl) {
    this.kubectl = kubectl;
    this.name = name;
    this.namespace = namespace;
    this.example = root.resolve("examples").resolve(name);
    this.work = work;
    this.pushUrl = pushUrl;
    this.git =
        new Shell(
            work,
            Map.of(
                "GIT_AUTHOR_NAME", "Example",
                "GIT_AUTHOR_EMAIL", "example@slipway.dev",
                "GIT_COMMITTER_NAME", "Example",
                "GIT_COMMITTER_EMAIL", "example@slipway.dev",
                "GIT_TERMINAL_PROMPT", "0"));
  }

  /** Makes the namespace and what the example expects in it. */
  public void prepare() {
    kubectl.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: %s
          labels: {pod-security.kubernetes.io/enforce: baseline}
        """
            .formatted(namespace));
    if (Files.isReadable(MACHINE_CERTIFICATES)) {
      kubectl.attempt("delete", "configmap", "-n", namespace, "trusted-certificates");
      kubectl.run(
          "create",
          "configmap",
          "-n",
          namespace,
          "trusted-certificates",
          "--from-file=ca.crt=" + MACHINE_CERTIFICATES);
    }
  }

  /** Writes the example's files into the work tree, its settings filled in. */
  public void checkOut() {
    git.run("git", "init", "-q", "-b", "main");
    git.run("git", "remote", "add", "origin", pushUrl);
    try (var files = Files.walk(example)) {
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (file.startsWith(example.resolve("target"))) {
          continue;
        }
        var target = work.resolve(example.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.writeString(target, filled(Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces text in a file of the work tree. */
  public void edit(String file, String from, String to) {
    try {
      var path = work.resolve(file);
      var text = Files.readString(path);
      if (!text.contains(from)) {
        throw new IllegalStateException(file + " does not hold \"" + from + "\"");
      }
      Files.writeString(path, text.replace(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Commits everything, pushes, and returns the commit id. */
  public String push(String message) {
    git.run("git", "add", "-A");
    git.run("git", "commit", "-q", "-m", message);
    git.run("git", "push", "-q", "origin", "main");
    return git.run("git", "rev-parse", "HEAD").strip();
  }

  /** Makes the cluster follow the repository. */
  public void sync() {
    kubectl.apply(text(example.resolve("gitsync.yaml")).transform(this::filled));
  }

  private String filled(String text) {
    var settings = new HashMap<String, String>();
    settings.put("GIT_URL", Services.inside(name));
    settings.put("REGISTRY", Services.REGISTRY);
    settings.put("BASE_IMAGE", BASE_IMAGE);
    var here = new Shell(work, Map.of());
    UPSTREAMS.forEach(
        (setting, configured) -> {
          if (text.contains("${" + setting + "}")) {
            settings.put(setting, configured.apply(here));
          }
        });
    var result = text;
    for (var setting : settings.entrySet()) {
      result = result.replace("${" + setting.getKey() + "}", setting.getValue());
    }
    return result;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
