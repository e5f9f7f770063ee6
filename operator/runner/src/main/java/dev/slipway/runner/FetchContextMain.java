package dev.slipway.runner;

import dev.slipway.core.build.PodPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command {@code fetch-context URL FOLDER}: brings the context of an image build. */
public final class FetchContextMain {

  private FetchContextMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2) {
      System.err.println("usage: slipway fetch-context URL FOLDER");
      System.exit(2);
      return;
    }
    var archive = Path.of("/tmp/context.tar.gz");
    Files.deleteIfExists(archive);
    new StoreClient(Path.of(PodPaths.PACKAGES_TOKEN)).get(arguments[0], archive);
    Archives.unpack(archive, Path.of(arguments[1]));
  }
}
