package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.ActionExecution;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import dev.slipway.api.v1alpha1.PublishedVersion;
import dev.slipway.api.v1alpha1.Trigger;
import dev.slipway.core.plan.Labels;
import dev.slipway.testkit.cluster.FailureDump;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that publish packages in one build and use them in another. */
final class PackageExamplesIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final Duration LONGEST = Duration.ofMinutes(6);

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());
  @TempDir Path work;

  @ParameterizedTest
  @CsvSource({
    "private-packages, 'Hello, private packages'",
    "npm-workspace, 'Hello, workspace; this took 1 second'",
    "python-index, 'Hello, bücher.example'",
  })
  void whatOneBuildPublishesAnotherUses(String name, String printed) {
    SLIPWAY.services().repository(name);
    var example =
        new Example(
            SLIPWAY.kubectl(), SLIPWAY.root(), name, name, work, SLIPWAY.services().outside(name));
    example.prepare();
    example.checkOut();
    var commit = example.push("Say hello");
    example.sync();

    var run =
        new Follow(SLIPWAY.cluster().client(), name).end(commit, LONGEST, System.out::println);

    assertThat(run.getStatus().status())
        .as(Follow.table(run))
        .isEqualTo(PipelineExecutionState.Succeeded);
    if (name.equals("private-packages")) {
      startedBy("1.0.1", commit);
    }
    assertThat(
            SLIPWAY
                .kubectl()
                .run(
                    "logs",
                    "-n",
                    name,
                    "-l",
                    "slipway.dev/role=build",
                    "-c",
                    "runner",
                    "--tail=-1"))
        .contains(printed);
    everyBuildKnowsWhatItPulled(name);
  }

  private static void everyBuildKnowsWhatItPulled(String namespace) {
    var pulled =
        SLIPWAY
            .cluster()
            .client()
            .resources(BuildExecution.class)
            .inNamespace(namespace)
            .list()
            .getItems()
            .stream()
            .map(b -> b.getStatus().dependencies())
            .filter(Objects::nonNull)
            .toList();
    assertThat(pulled)
        .isNotEmpty()
        .allSatisfy(d -> assertThat(d.message()).isNull())
        .anySatisfy(
            d -> {
              assertThat(d.count()).isPositive();
              assertThat(d.digest()).matches("sha256:[0-9a-f]{64}");
            });
  }

  /** Waits for the pipeline that is started by what the first one publishes. */
  private static void startedBy(String version, String commit) {
    var run =
        Awaitility.await("the execution that version " + version + " starts")
            .atMost(LONGEST)
            .until(
                () ->
                    SLIPWAY
                        .cluster()
                        .client()
                        .resources(PipelineExecution.class)
                        .inNamespace("private-packages")
                        .list()
                        .getItems()
                        .stream()
                        .filter(e -> e.getSpec().pipeline().equals("application"))
                        .filter(e -> e.getStatus() != null && e.getStatus().endTime() != null)
                        .toList(),
                ended -> !ended.isEmpty());
    assertThat(run).hasSize(1);
    var execution = run.getFirst();
    assertThat(execution.getStatus().status())
        .as(Follow.table(execution))
        .isEqualTo(PipelineExecutionState.Succeeded);
    assertThat(execution.getSpec().trigger())
        .isEqualTo(
            new Trigger(
                "Package",
                "maven com.example.greeting:greeting " + version + " in libs",
                "system:serviceaccount:private-packages:publisher",
                new PublishedVersion(
                    "default",
                    "libs",
                    PackageFormat.maven,
                    "com.example.greeting",
                    "greeting",
                    version)));
    assertThat(execution.getStatus().artifacts().getFirst().git().commit()).isEqualTo(commit);
    assertThat(log(execution.getStatus().stages().getLast().actions().getFirst()))
        .contains("Made with greeting " + version);
  }

  private static String log(ActionExecution action) {
    return SLIPWAY
        .kubectl()
        .run(
            "logs",
            "-n",
            "private-packages",
            "-l",
            Labels.BUILD_EXECUTION + "=" + Labels.value(action.external().name()),
            "-c",
            "runner",
            "--tail=-1");
  }
}
