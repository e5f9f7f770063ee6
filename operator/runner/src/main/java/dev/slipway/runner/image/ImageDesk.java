package dev.slipway.runner.image;

import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.BuiltImage;
import dev.slipway.core.build.ImageRequest;
import dev.slipway.core.build.ImageResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serves the docker front program of a build: takes its requests from a folder, packs the context,
 * asks for the image and answers when it is there or cannot be. Runs in a thread of its own.
 */
public final class ImageDesk implements Runnable {

  private static final Duration LOOK = Duration.ofMillis(100);

  /** What the desk needs of the build. */
  public interface Build {
    /** Packs the files below a folder and stores them. */
    Blob pack(Path context) throws IOException, InterruptedException;

    int nextRequest();

    void request(ImageRequest request);

    List<ImageResult> results();

    void built(BuiltImage image);
  }

  private final Path folder;
  private final Build build;
  private final List<BuiltImage> built = new ArrayList<>();
  private volatile BuiltImage latest;

  /** Makes the folder, writable for whoever runs the commands. */
  public ImageDesk(Path folder, Build build) throws IOException {
    this.folder = folder;
    this.build = build;
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** The image that was built last. */
  public Optional<BuiltImage> latest() {
    return Optional.ofNullable(latest);
  }

  @Override
  public void run() {
    try {
      while (true) {
        try (DirectoryStream<Path> requests = Files.newDirectoryStream(folder, "*.request")) {
          for (var file : requests) {
            serve(file);
          }
        }
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void serve(Path file) throws IOException, InterruptedException {
    var lines = Files.readAllLines(file);
    Files.delete(file);
    var directory = Path.of(lines.getFirst());
    var answer = answer(directory, DockerCommand.parse(lines.subList(1, lines.size())));
    var name = file.getFileName().toString().replace(".request", ".answer");
    var part = folder.resolve(name + ".part");
    Files.writeString(part, answer);
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.move(part, folder.resolve(name));
  }

  private String answer(Path directory, DockerCommand command) throws InterruptedException {
    return switch (command) {
      case DockerCommand.Done done -> "0\n" + done.message() + "\n";
      case DockerCommand.Refused refused -> "1\n" + refused.message() + "\n";
      case DockerCommand.Push push -> push(push);
      case DockerCommand.Build wanted -> build(directory, wanted);
    };
  }

  private String push(DockerCommand.Push push) {
    for (var image : built) {
      if (image.name().equals(push.name())) {
        return "0\n"
            + push.name()
            + " was pushed when it was built: digest: "
            + image.digest()
            + "\n";
      }
    }
    return "1\ndocker push: this build has not built "
        + push.name()
        + "; images are pushed to what docker build -t names\n";
  }

  private String build(Path directory, DockerCommand.Build wanted) throws InterruptedException {
    try {
      var context = directory.resolve(wanted.context()).normalize();
      if (!Files.isDirectory(context)) {
        return "1\ndocker build: there is no folder " + context + "\n";
      }
      var dockerfile =
          wanted.dockerfile() == null
              ? "Dockerfile"
              : context.relativize(directory.resolve(wanted.dockerfile()).normalize()).toString();
      if (dockerfile.startsWith("..") || !Files.isReadable(context.resolve(dockerfile))) {
        return "1\ndocker build: there is no " + dockerfile + " in the context " + context + "\n";
      }
      int id = build.nextRequest();
      build.request(
          new ImageRequest(
              id,
              build.pack(context),
              dockerfile,
              wanted.tags(),
              wanted.arguments(),
              wanted.target()));
      return outcome(await(id), wanted);
    } catch (IOException e) {
      return "1\ndocker build: the context cannot be handed over: " + e.getMessage() + "\n";
    }
  }

  private ImageResult await(int id) throws InterruptedException {
    while (true) {
      for (var result : build.results()) {
        if (result.id() == id) {
          return result;
        }
      }
      Thread.sleep(LOOK);
    }
  }

  private String outcome(ImageResult result, DockerCommand.Build wanted) {
    if (result.digest() == null || !result.digest().startsWith("sha256:")) {
      return "1\n"
          + (result.error() == null ? "no digest came out: " + result.digest() : result.error())
          + "\n";
    }
    var text = new StringBuilder("0\n");
    for (var tag : wanted.tags()) {
      latest = new BuiltImage(tag, result.digest());
      built.add(latest);
      build.built(latest);
      text.append("pushed ").append(tag).append(" digest: ").append(result.digest()).append('\n');
    }
    return text.toString();
  }
}
