package dev.slipway.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.BuiltImage;
import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.BuildReport;
import dev.slipway.core.build.ImageRequest;
import dev.slipway.core.build.ImageResult;
import dev.slipway.core.build.PodPaths;
import dev.slipway.core.text.Names;
import dev.slipway.runner.image.ImageDesk;
import dev.slipway.runner.shell.CommandShell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command {@code runner} of Slipway's image: one build, beside the user's image. */
public final class RunnerMain {

  private static final Path TERMINATION_MESSAGE = Path.of("/dev/termination-log");
  private static final Path STARTED = Path.of(PodPaths.RUN, "started");
  private static final Path LOG = Path.of("/tmp/build.log");

  /** A package server that was just created starts in some seconds. */
  private static final Duration PACKAGES = Duration.ofMinutes(1);

  private static final Duration SHORT = Duration.ofMinutes(1);

  /** How long a build waits at its end for a package server that is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BuildOrder order;
  private final InstantSource clock = Clock.systemUTC();
  private final StoreClient store = new StoreClient(Path.of(PodPaths.PACKAGES_TOKEN));
  private final Dependencies dependencies;
  private final Reporter reporter;
  private final MaskedLog log;
  private final OutputStream file;
  private ImageDesk desk;
  private BuildClients clients;

  private RunnerMain(BuildOrder order, Map<String, String> environment) throws IOException {
    this.order = order;
    this.dependencies =
        new Dependencies(
            order.storeUrl(),
            Path.of(PodPaths.PACKAGES_TOKEN),
            new Dependencies.Puller(
                Names.of(order.name(), "build"),
                environment.getOrDefault(BuildOrder.POD_UID, ""),
                clock.instant()));
    this.reporter = new Reporter(order, Path.of(PodPaths.REPORT_TOKEN));
    this.file = Files.newOutputStream(LOG);
    var secrets =
        order.secretVariables().stream()
            .map(n -> environment.get(BuildOrder.SECRET_PREFIX + n))
            .filter(v -> v != null)
            .toList();
    this.log = new MaskedLog(List.of(System.out, file), secrets, clock);
  }

  public static void main(String[] arguments) throws Exception {
    NoUserSettings.install();
    var environment = System.getenv();
    var order =
        new ObjectMapper().readValue(environment.get(BuildOrder.VARIABLE), BuildOrder.class);
    new RunnerMain(order, environment).run();
    System.exit(0);
  }

  private void run() throws IOException, InterruptedException {
    var progress = new Progress(clock, reporter::report);
    Thread.ofPlatform().name("reporter").daemon().start(reporter);
    BuildReport last;
    if (Files.exists(STARTED)) {
      log.say("The runner was started a second time: no command is run twice, the build ends");
      last = progress.finish(BuildState.FAULT, null);
    } else {
      Files.createFile(STARTED);
      var run =
          new BuildRun(
              order, progress, log, store, Path.of(PodPaths.SOURCE), new InPod(progress), clock);
      var state = run.run();
      last = progress.finish(state, storeLog());
    }
    Files.writeString(TERMINATION_MESSAGE, reporter.brief(last));
    reporter.last(last);
  }

  private Blob storeLog() throws InterruptedException {
    try {
      log.close();
      file.flush();
      return order.storeUrl() == null ? null : store.put(order.storeUrl(), LOG);
    } catch (IOException e) {
      log.say("The log cannot be stored: " + e.getMessage());
      return null;
    }
  }

  /** The build container of this pod. */
  private final class InPod implements BuildRun.Pod {

    private final Progress progress;

    private InPod(Progress progress) {
      this.progress = progress;
    }

    @Override
    public CommandShell shell(String program) throws IOException {
      var shell = new CommandShell(Path.of(PodPaths.RUN), PodPaths.SOURCE, program, log::write);
      if (order.imageBuild()) {
        desk = new ImageDesk(Path.of(PodPaths.RUN, "images"), new Desk(progress));
        Thread.ofPlatform().name("images").daemon().start(desk);
        var program2 = Path.of(PodPaths.BIN, "docker");
        try (var in = RunnerMain.class.getResourceAsStream("docker")) {
          Files.copy(in, program2);
        }
        Files.setPosixFilePermissions(program2, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      return shell;
    }

    @Override
    public void prepare(CommandShell shell) throws IOException, InterruptedException {
      shell.run(
          "[ -w \"${HOME:-/nonexistent}\" ] || export HOME=" + PodPaths.SHARED + "/home", SHORT);
      if (order.imageBuild()) {
        shell.export("PATH", PodPaths.BIN + ":" + shell.variable("PATH").orElse("/usr/bin:/bin"));
      }
      if (!order.packages().isEmpty()) {
        if (!store.awaitReady(order.storeUrl(), PACKAGES)) {
          log.say("The package server " + order.storeUrl() + " does not answer; going on without");
        }
        clients = new BuildClients(order, log);
        clients.prepare(shell);
      }
    }

    @Override
    public void afterCommand(CommandShell shell) throws IOException {
      if (clients != null) {
        clients.afterCommand(shell);
      }
      if (desk != null && desk.latest().isPresent()) {
        var image = desk.latest().get();
        shell.set("SLIPWAY_IMAGE", nameWithDigest(image));
        shell.set("SLIPWAY_IMAGE_DIGEST", image.digest());
      }
    }

    @Override
    public void ending() throws InterruptedException {
      if (clients == null) {
        return;
      }
      var pulled = dependencies.keep(stopping() ? Duration.ZERO : PATIENCE);
      progress.dependencies(pulled);
      log.say(
          pulled.message() != null
              ? "Dependencies: " + pulled.message()
              : "Dependencies: "
                  + pulled.count()
                  + (pulled.digest() == null ? "" : ", kept as " + pulled.digest()));
    }

    @Override
    public boolean stopping() {
      return Files.exists(Path.of(PodPaths.STOPPING));
    }

    private static String nameWithDigest(BuiltImage image) {
      int slash = image.name().lastIndexOf('/');
      int colon = image.name().indexOf(':', slash);
      var name = colon < 0 ? image.name() : image.name().substring(0, colon);
      return name + "@" + image.digest();
    }
  }

  /** What the desk sees of the build. */
  private final class Desk implements ImageDesk.Build {

    private final Progress progress;

    private Desk(Progress progress) {
      this.progress = progress;
    }

    @Override
    public Blob pack(Path context) throws IOException, InterruptedException {
      var files = new LinkedHashMap<String, Path>();
      for (var path : Archives.files(context)) {
        files.put(context.relativize(path).toString(), path);
      }
      var archive = Files.createTempFile("context", ".tar.gz");
      try {
        Archives.tar(files, archive, true);
        return store.put(order.storeUrl(), archive);
      } finally {
        Files.delete(archive);
      }
    }

    @Override
    public int nextRequest() {
      return progress.nextRequest();
    }

    @Override
    public void request(ImageRequest request) {
      progress.request(request);
    }

    @Override
    public List<ImageResult> results() {
      return reporter.results();
    }

    @Override
    public void built(BuiltImage image) {
      progress.image(image);
    }
  }
}
