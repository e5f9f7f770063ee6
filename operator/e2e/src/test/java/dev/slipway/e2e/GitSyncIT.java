package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.GitSync;
import dev.slipway.api.v1alpha1.GitSyncStatus;
import dev.slipway.testkit.cluster.FailureDump;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A folder of a Git repository is what the cluster holds. */
final class GitSyncIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());
  @TempDir Path work;

  private final String namespace = SLIPWAY.cluster().namespace();

  /** A refused commit is tried again and again; that is not wanted beside other tests. */
  @AfterEach
  void delete() {
    SLIPWAY.kubectl().run("delete", "gitsync", "--all", "-n", namespace, "--timeout=20s");
  }

  private WorkTree repository(String name) {
    return new WorkTree(SLIPWAY.services(), name, work);
  }

  private void sync(String repository, String more) {
    SLIPWAY
        .kubectl()
        .apply(
            namespace,
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: sync}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: sync}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
            subjects: [{kind: ServiceAccount, name: sync}]
            ---
            apiVersion: slipway.dev/v1alpha1
            kind: GitSync
            metadata: {name: app}
            spec:
              git: {url: "%s", branch: main}
              path: deploy
              interval: 1s
              serviceAccountName: sync
              %s
            """
                .formatted(Services.inside(repository), more));
  }

  private GitSyncStatus await(Predicate<GitSyncStatus> wanted) {
    return Awaitility.await("the sync")
        .atMost(SOON)
        .until(
            () ->
                SLIPWAY
                    .cluster()
                    .client()
                    .resources(GitSync.class)
                    .inNamespace(namespace)
                    .withName("app")
                    .get()
                    .getStatus(),
            s -> s != null && wanted.test(s));
  }

  private static String message(GitSyncStatus status) {
    return status.conditions().getFirst().getMessage();
  }

  private GitSyncStatus applied(String commit) {
    return await(s -> commit.equals(s.lastAppliedRevision()));
  }

  private GitSyncStatus refused(String reason) {
    return await(s -> reason.equals(s.conditions().getFirst().getReason()));
  }

  private String configMaps() {
    return SLIPWAY
        .kubectl()
        .run("get", "configmaps", "-n", namespace, "-o", "jsonpath={.items[*].metadata.name}")
        .replace("kube-root-ca.crt", "")
        .strip();
  }

  private static String configMap(String name, String value) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s}
        data: {v: "%s"}
        """
        .formatted(name, value);
  }

  @Test
  void whatIsRemovedFromGitIsRemovedFromTheCluster() throws IOException {
    var tree = repository("prune");
    tree.write("deploy/a.yaml", configMap("a", "1") + "---\n" + configMap("b", "1"));
    var first = tree.write("other/c.yaml", configMap("c", "1")).push("first");
    sync("prune", "");
    assertThat(applied(first).inventory()).hasSize(2);
    assertThat(configMaps()).isEqualTo("a b");

    var second = tree.write("deploy/a.yaml", configMap("a", "2")).push("second");
    applied(second);
    assertThat(configMaps()).isEqualTo("a");
    assertThat(SLIPWAY.kubectl().run("get", "cm", "-n", namespace, "a", "-o", "jsonpath={.data.v}"))
        .isEqualTo("2");

    SLIPWAY.kubectl().run("delete", "gitsync", "-n", namespace, "app", "--timeout=20s");
    assertThat(configMaps()).isEmpty();
  }

  @Test
  void aCommitWithBadYamlIsNotAppliedAtAll() throws IOException {
    var tree = repository("bad");
    var good = tree.write("deploy/a.yaml", configMap("a", "1")).push("good");
    sync("bad", "");
    applied(good);

    tree.write("deploy/a.yaml", configMap("a", "2"));
    tree.write("deploy/b.yaml", configMap("b", "1") + "  - what: this\n").push("bad");
    var status = refused("InvalidManifest");
    assertThat(message(status)).contains("deploy/b.yaml:5", "nothing of commit");
    assertThat(status.lastAppliedRevision()).isEqualTo(good);
    assertThat(configMaps()).isEqualTo("a");

    tree.reset().push("back");
    await(s -> "True".equals(s.conditions().getFirst().getStatus()));
    assertThat(configMaps()).isEqualTo("a");
  }

  @Test
  void anObjectThatTheServerRefusesKeepsItsCommitOut() throws IOException {
    var tree = repository("refused");
    tree.write("deploy/a.yaml", configMap("a", "1"));
    tree.write(
            "deploy/b.yaml",
            """
            apiVersion: slipway.dev/v1alpha1
            kind: BuildProject
            metadata: {name: p}
            spec: {environment: {}}
            """)
        .push("refused");
    sync("refused", "");
    assertThat(message(refused("ApplyFailed")))
        .contains("BuildProject p", "spec.environment.image: Required value");
    assertThat(configMaps()).isEmpty();
  }

  @Test
  void nothingIsAppliedThatTheServiceAccountMayNot() throws IOException {
    var tree = repository("forbidden");
    tree.write(
            "deploy/a.yaml",
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: mine}
            rules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]
            """)
        .push("greedy");
    sync("forbidden", "");
    assertThat(message(refused("ApplyFailed"))).contains("ClusterRole mine", "cannot patch");
  }

  @Test
  void aRepositoryThatIsNotThereIsNamed() {
    sync("absent", "");
    assertThat(message(refused("GitError"))).contains("absent.git");
  }

  @Test
  void aBranchThatIsNotThereIsNamed() throws IOException {
    var tree = repository("no-branch");
    tree.write("deploy/a.yaml", configMap("a", "1")).push("first");
    sync("no-branch", "");
    SLIPWAY
        .kubectl()
        .run(
            "patch",
            "gitsync",
            "-n",
            namespace,
            "app",
            "--type=merge",
            "-p",
            "{\"spec\":{\"git\":{\"branch\":\"develop\"}}}");
    assertThat(message(refused("GitError"))).contains("no branch develop", "it has main");
  }
}
