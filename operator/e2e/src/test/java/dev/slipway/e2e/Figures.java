package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.e2e.PodTimes.State;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how long the parts of a run take and how much memory the programs need, on the test
 * cluster of this machine: {@code ./mvnw verify -Pfigures} (one of them: {@code
 * -Dit.test='Figures#commit'}). A benchmark, no test: it fails only when something does not work.
 * Times are read from the machine's uptime, which containers share; it counts hundredths of a
 * second.
 */
final class Figures {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final int SAMPLES = 10;
  private static final int FINISHED = 200;
  private static final int AT_ONCE = 10;

  private static final String BUILDSPEC =
      """
      version: 0.2
      env: {exported-variables: [FIRST, LAST]}
      phases:
        build:
          commands:
            - read FIRST rest </proc/uptime
            - read LAST rest </proc/uptime
      """;

  @TempDir Path work;

  private static final Map<String, List<Double>> FIGURES = new TreeMap<>();

  private final String namespace = SLIPWAY.cluster().namespace();
  private final Builds builds = new Builds(SLIPWAY, namespace);

  @BeforeEach
  void warmUp() {
    builds.project("shell", Builds.SHELL_IMAGE, "", "history: {succeeded: 500}");
    builds.start("warm-up", "shell", BUILDSPEC);
    builds.end("warm-up", Duration.ofMinutes(2));
  }

  @AfterAll
  static void print() {
    FIGURES.forEach(Figures::print);
  }

  private static void print(String what, List<Double> values) {
    var sorted = values.stream().sorted().toList();
    System.out.printf(
        "figure: %-62s median %7.2f, from %7.2f to %7.2f (%d)%n",
        what, sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast(), sorted.size());
  }

  private static void add(String what, double value) {
    FIGURES.computeIfAbsent(what, w -> new ArrayList<>()).add(value);
  }

  private static double uptime(String text) {
    return Double.parseDouble(text.strip().split(" ", 2)[0]);
  }

  /** Start of the operator's container to readiness. */
  @Test
  void ready() throws IOException {
    try (var pods = new PodTimes(SLIPWAY.cluster().client(), "slipway-system")) {
      SLIPWAY
          .kubectl()
          .run("rollout", "restart", "-n", "slipway-system", "deploy/slipway-operator");
      SLIPWAY
          .kubectl()
          .run(
              "rollout",
              "status",
              "-n",
              "slipway-system",
              "deploy/slipway-operator",
              "--timeout=2m");
      pods.between(State.RUNNING, State.READY)
          .forEach(time -> add("operator: container runs → ready, s", time));
    }
  }

  @Test
  void latency() throws IOException {
    try (var pods = new PodTimes(SLIPWAY.cluster().client(), namespace)) {
      for (int i = 0; i < SAMPLES; i++) {
        // In step with the kubelet's round of a second, pods would look faster than they are.
        SLIPWAY.cluster().node().run("sleep", "0." + RandomGenerator.getDefault().nextInt(10, 99));
        var name = "sample-" + i;
        double created = PodTimes.now();
        builds.start(name, "shell", BUILDSPEC);
        var status = finish(name);
        double ended = PodTimes.now();
        double first = uptime(status.exportedVariables().get("FIRST"));
        double last = uptime(status.exportedVariables().get("LAST"));
        var pod = status.logs().pod();
        add("build 1: kubectl apply → pod created, s", pods.when(pod, State.CREATED) - created);
        add(
            "build 2: pod created → scheduled, s",
            pods.when(pod, State.SCHEDULED) - pods.when(pod, State.CREATED));
        add("build 3: scheduled → first command, s", first - pods.when(pod, State.SCHEDULED));
        add("build: created → first command, s", first - created);
        add("build: last command's end → Succeeded, s", ended - last);
      }
    }
  }

  private BuildExecutionStatus finish(String name) {
    var build =
        SLIPWAY
            .cluster()
            .client()
            .resources(BuildExecution.class)
            .inNamespace(namespace)
            .withName(name)
            .waitUntilCondition(
                b -> b != null && b.getStatus() != null && b.getStatus().endTime() != null,
                2,
                TimeUnit.MINUTES);
    assertThat(build.getStatus().buildStatus()).isEqualTo(BuildState.SUCCEEDED);
    return build.getStatus();
  }

  /** A push to the first command of the build that it starts, with a poll each second. */
  @Test
  void commit() throws IOException {
    var repository = new WorkTree(SLIPWAY.services(), namespace, work);
    repository.write("buildspec.yml", BUILDSPEC).push("first");
    SLIPWAY
        .kubectl()
        .apply(
            namespace,
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Pipeline
            metadata: {name: figures}
            spec:
              stages:
                - name: Source
                  actions:
                    - name: git
                      outputArtifacts: [{name: source}]
                      git: {url: "%s", branch: main, interval: 1s}
                - name: Build
                  actions:
                    - {name: app, inputArtifacts: [source], build: {project: shell}}
            """
                .formatted(Services.inside(namespace)));
    try (var pods = new PodTimes(SLIPWAY.cluster().client(), namespace)) {
      for (int i = 0; i < SAMPLES; i++) {
        // In step with the poll, commits would look faster or slower than they are.
        SLIPWAY.cluster().node().run("sleep", "1." + RandomGenerator.getDefault().nextInt(10, 99));
        commit(repository.push("sample " + i), PodTimes.now(), pods);
      }
    }
    SLIPWAY.kubectl().run("delete", "pipeline", "figures", "-n", namespace);
  }

  private void commit(String commit, double pushed, PodTimes pods) {
    var status =
        Awaitility.await("the build of " + commit)
            .atMost(Duration.ofMinutes(1))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> build(commit), b -> b != null && b.endTime() != null);
    assertThat(status.buildStatus())
        .as("%s, %s", commit, Builds.message(status))
        .isEqualTo(BuildState.SUCCEEDED);
    double first = uptime(status.exportedVariables().get("FIRST"));
    var pod = status.logs().pod();
    add("commit 1: pushed → pod created, s", pods.when(pod, State.CREATED) - pushed);
    add("commit 2: pod created → first command, s", first - pods.when(pod, State.CREATED));
    add("commit: pushed → first command, s", first - pushed);
  }

  private BuildExecutionStatus build(String commit) {
    return SLIPWAY
        .cluster()
        .client()
        .resources(BuildExecution.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(b -> commit.equals(b.getSpec().sourceVersion()))
        .map(BuildExecution::getStatus)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Resident memory of every Slipway process, after many builds. */
  @Test
  void memory() {
    SLIPWAY.smallDomain(namespace);
    for (int i = 0; i < FINISHED; i += AT_ONCE) {
      for (int j = i; j < i + AT_ONCE; j++) {
        builds.start("many-" + j, "shell", BUILDSPEC);
      }
      for (int j = i; j < i + AT_ONCE; j++) {
        builds.end("many-" + j, Duration.ofMinutes(2));
      }
    }
    var lines =
        SLIPWAY
            .cluster()
            .node()
            .run(
                "sh",
                "-c",
                "for p in $(pgrep -f [d]ev.slipway.image.Slipway); do"
                    + " echo $(tr '\\0' '\\n' </proc/$p/cmdline | tail -1)"
                    + " $(grep VmRSS /proc/$p/status | tr -dc 0-9); done");
    assertThat(lines).contains("operator", "packages");
    Arrays.stream(lines.split("\n", -1))
        .map(l -> l.strip().split(" ", -1))
        .filter(f -> f.length == 2 && !f[1].isEmpty())
        .forEach(f -> add("memory: " + f[0] + ", MiB resident", Double.parseDouble(f[1]) / 1024));
  }
}
