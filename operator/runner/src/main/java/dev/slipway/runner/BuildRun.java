package dev.slipway.runner;

import dev.slipway.api.v1alpha1.ArtifactPackaging;
import dev.slipway.api.v1alpha1.BuildArtifact;
import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.PhaseContext;
import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.spec.Buildspec;
import dev.slipway.core.build.spec.Buildspec.OnFailure;
import dev.slipway.core.build.spec.BuildspecException;
import dev.slipway.core.build.spec.BuildspecParser;
import dev.slipway.core.build.spec.Transitions;
import dev.slipway.runner.shell.CommandShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * One build from DOWNLOAD_SOURCE to FINALIZING, as CodeBuild runs it. Source: CodeBuild user guide,
 * build phase transitions; build specification reference.
 */
final class BuildRun {

  /** What a shell says of a command that got the signal KILL. */
  private static final int KILLED = 137;

  /** What a build needs of its surroundings. */
  interface Pod {
    /** Connects to the build container; waits until it is there. */
    CommandShell shell(String program) throws IOException;

    /** Before the first command, once the shell's state is known. */
    void prepare(CommandShell shell) throws IOException, InterruptedException;

    /** After each command: takes up what happened beside it. */
    void afterCommand(CommandShell shell) throws IOException;

    /** After the last command, while the pod is still there: keeps what would be lost. */
    void ending() throws InterruptedException;

    /** Whether the pod was told to end. */
    boolean stopping();
  }

  private final BuildOrder order;
  private final Progress progress;
  private final MaskedLog log;
  private final StoreClient store;
  private final Path source;
  private final Pod pod;
  private final InstantSource clock;
  private Instant deadline;
  private CommandShell shell;
  private Buildspec buildspec;
  private boolean failed;
  private boolean timedOut;
  private boolean stopped;
  private long endedForMemory;

  BuildRun(
      BuildOrder order,
      Progress progress,
      MaskedLog log,
      StoreClient store,
      Path source,
      Pod pod,
      InstantSource clock) {
    this.order = order;
    this.progress = progress;
    this.log = log;
    this.store = store;
    this.source = source;
    this.pod = pod;
    this.clock = clock;
  }

  /** Runs every phase and returns how the build ended. */
  BuildState run() throws InterruptedException, IOException {
    deadline = clock.instant().plusSeconds(order.timeoutSeconds());
    var phase = BuildPhaseType.DOWNLOAD_SOURCE;
    while (phase != BuildPhaseType.FINALIZING) {
      log.say("Entering phase " + phase);
      progress.begin(phase);
      var contexts = phase(phase);
      var bad = !contexts.isEmpty();
      failed |= bad;
      progress.end(
          timedOut
              ? BuildState.TIMED_OUT
              : stopped ? BuildState.FAULT : bad ? BuildState.FAILED : BuildState.SUCCEEDED,
          contexts);
      log.say("Phase complete: " + phase + " State: " + (bad ? "FAILED" : "SUCCEEDED"));
      contexts.forEach(
          c ->
              log.say("Phase context status code: " + c.statusCode() + " Message: " + c.message()));
      if (timedOut || stopped) {
        break;
      }
      phase = Transitions.next(phase, bad, onFailure(phase));
    }
    pod.ending();
    if (stopped) {
      return BuildState.FAULT;
    }
    if (shell != null) {
      shell.exit(failed ? 1 : 0);
    }
    return timedOut ? BuildState.TIMED_OUT : failed ? BuildState.FAILED : BuildState.SUCCEEDED;
  }

  private OnFailure onFailure(BuildPhaseType phase) {
    return buildspec == null
        ? OnFailure.DEFAULT
        : Optional.ofNullable(buildspec.phases().get(phase))
            .map(Buildspec.Phase::onFailure)
            .orElse(OnFailure.DEFAULT);
  }

  private List<PhaseContext> phase(BuildPhaseType phase) throws InterruptedException {
    try {
      switch (phase) {
        case DOWNLOAD_SOURCE -> download();
        case UPLOAD_ARTIFACTS -> upload();
        default -> commands(buildspec.phases().get(phase));
      }
      if (phase == BuildPhaseType.POST_BUILD) {
        export();
      }
      return List.of();
    } catch (BuildFailure e) {
      if (phase == BuildPhaseType.POST_BUILD) {
        export();
      }
      return List.of(new PhaseContext(e.code(), log.masked(e.getMessage())));
    } catch (BuildspecException e) {
      return List.of(new PhaseContext(BuildspecException.CODE, log.masked(e.getMessage())));
    } catch (IOException e) {
      stopped = true;
      return List.of(new PhaseContext("INTERNAL_ERROR", log.masked("" + e.getMessage())));
    }
  }

  private void download()
      throws BuildFailure, BuildspecException, IOException, InterruptedException {
    var commit = new Checkout(order, store, source).run();
    if (commit != null) {
      progress.commit(commit);
      log.say("Source is " + order.source().url() + " at " + commit);
    }
    buildspec = BuildspecParser.parse(buildspecText());
    buildspec.warnings().forEach(w -> log.say("buildspec: " + w));
    shell = pod.shell(buildspec.shell());
    shell.probe();
    var project = new HashSet<>(order.projectVariables());
    buildspec
        .variables()
        .forEach(
            (name, value) -> {
              if (!project.contains(name)) {
                shell.export(name, value);
              }
            });
    OwnVariables.of(order, source, commit, clock).forEach(shell::export);
    pod.prepare(shell);
  }

  private String buildspecText() throws BuildspecException, IOException {
    var wanted = order.buildspec();
    if (wanted.contains("\n")) {
      return wanted;
    }
    var file = source.resolve(wanted).normalize();
    if (!file.startsWith(source) || !Files.isRegularFile(file)) {
      throw new BuildspecException(
          "YAML file does not exist: "
              + wanted
              + "; put it into the root of the source, or name another in the project's"
              + " source.buildspec");
    }
    return Files.readString(file);
  }

  private void commands(Buildspec.Phase phase) throws BuildFailure, IOException {
    if (phase == null) {
      return;
    }
    BuildFailure failure = null;
    try {
      all(phase.commands());
    } catch (BuildFailure e) {
      failure = e;
      shell.export(OwnVariables.SUCCEEDING, "0");
    }
    if (!timedOut && !stopped) {
      try {
        all(phase.finallyCommands());
      } catch (BuildFailure e) {
        shell.export(OwnVariables.SUCCEEDING, "0");
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void all(List<String> commands) throws BuildFailure, IOException {
    for (var command : commands) {
      log.say("Running command " + command);
      var left = Duration.between(clock.instant(), deadline);
      var ended = shell.run(command, left.isNegative() ? Duration.ZERO : left);
      pod.afterCommand(shell);
      if (ended.timedOut()) {
        timedOut = true;
        throw new BuildFailure(
            "TIMED_OUT",
            "the build did not end within "
                + order.timeoutSeconds()
                + " s; it was in the command "
                + command.strip());
      }
      if (ended.status() != 0 && pod.stopping()) {
        stopped = true;
        throw new BuildFailure(
            "INTERNAL_ERROR", "the build pod was told to end during " + command.strip());
      }
      if (ended.status() != 0) {
        log.say("Command did not exit successfully " + command + " exit status " + ended.status());
        throw new BuildFailure(
            "COMMAND_EXECUTION_ERROR",
            "Error while executing command: "
                + command.strip()
                + ". Reason: exit status "
                + ended.status()
                + memory(ended.status()));
      }
    }
  }

  private String memory(int status) throws IOException {
    if (status != KILLED) {
      return "";
    }
    long now = shell.endedForMemory();
    var more = now > endedForMemory;
    endedForMemory = now;
    return more
        ? ": the build container ran out of memory; raise environment.resources.limits.memory"
        : "";
  }

  private void export() {
    var values = new LinkedHashMap<String, String>();
    for (var name : buildspec.exportedVariables()) {
      if (order.secretVariables().contains(name)) {
        log.say("exported-variables: " + name + " holds a secret and is not exported");
        continue;
      }
      shell.variable(name).ifPresent(v -> values.put(name, log.masked(v)));
    }
    progress.exported(values);
  }

  private void upload() throws BuildFailure, IOException, InterruptedException {
    var artifacts = buildspec.artifacts();
    if (artifacts == null || order.storeUrl() == null) {
      return;
    }
    var files = new ArtifactCollector(source, shell.variables(), log).collect(artifacts);
    var archive = Files.createTempFile("artifact", ".archive");
    try {
      if (order.packaging() == ArtifactPackaging.ZIP) {
        Archives.zip(files, archive);
      } else {
        Archives.tar(files, archive, false);
      }
      var blob = store.put(order.storeUrl(), archive);
      progress.artifact(new BuildArtifact(order.artifactName(), blob.digest(), blob.size()));
    } catch (IOException e) {
      throw new BuildFailure(
          "CLIENT_ERROR", "the output artifact cannot be stored: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(archive);
    }
  }
}
