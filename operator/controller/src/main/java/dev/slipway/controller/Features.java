package dev.slipway.controller;

import dev.slipway.controller.build.BuildMetrics;
import dev.slipway.controller.build.BuildProjectReconciler;
import dev.slipway.controller.build.BuildReconciler;
import dev.slipway.controller.build.BuildReportHandler;
import dev.slipway.controller.build.BuildReports;
import dev.slipway.controller.deploy.DataPlaneProver;
import dev.slipway.controller.deploy.DeployMetrics;
import dev.slipway.controller.deploy.DeployReconciler;
import dev.slipway.controller.deploy.DeploymentGroupReconciler;
import dev.slipway.controller.feed.FeedClient;
import dev.slipway.controller.feed.FeedTokens;
import dev.slipway.controller.feed.PackageFeeds;
import dev.slipway.controller.git.GitPoller;
import dev.slipway.controller.git.GitSecrets;
import dev.slipway.controller.git.GitTree;
import dev.slipway.controller.git.LsRefs;
import dev.slipway.controller.git.TrustedClients;
import dev.slipway.controller.pipeline.PipelineReconciler;
import dev.slipway.controller.repository.DomainReconciler;
import dev.slipway.controller.repository.PackageGroupReconciler;
import dev.slipway.controller.repository.RemoteReferences;
import dev.slipway.controller.repository.RepositoryReconciler;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.EventRecorder;
import dev.slipway.controller.runtime.ExecutionMetrics;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.controller.runtime.HttpEndpoints;
import dev.slipway.controller.runtime.Settings;
import dev.slipway.controller.sync.ManifestFetcher;
import dev.slipway.controller.sync.SyncReconciler;
import dev.slipway.core.build.BuildSettings;
import dev.slipway.core.repository.PackageServerSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Makes every feature's reconcilers out of the shared parts. */
final class Features implements AutoCloseable {

  /** What features are made of. */
  record Parts(
      KubernetesClient client,
      Clock clock,
      Settings settings,
      CollectorRegistry registry,
      BooleanSupplier leads,
      Supplier<Optional<String>> leader,
      FeedClient.Addresses packageServers) {}

  private final GitPoller poller;
  private final PackageFeeds feeds;
  private final ManifestFetcher fetcher;
  private final DataPlaneProver prover = new DataPlaneProver();
  private final List<Reconciler<?>> reconcilers;

  Features(Parts parts, HttpEndpoints http) {
    var client = parts.client();
    var clock = parts.clock();
    var settings = parts.settings();
    var registry = parts.registry();
    var executor = new ActionExecutor(client, new EventRecorder(client, clock), prover);
    var finish = new Finish(clock);
    var executions = new ExecutionMetrics(registry);
    var secrets = new GitSecrets(client);
    poller =
        new GitPoller(
            secrets,
            new LsRefs(new TrustedClients()),
            clock,
            settings.minimumPollInterval(),
            registry);
    feeds =
        new PackageFeeds(
            new FeedClient(
                parts.packageServers(),
                new FeedTokens(
                    client, settings.operatorNamespace(), settings.serviceAccount(), clock)),
            clock);
    fetcher = new ManifestFetcher(secrets, new GitTree());
    var reports = new BuildReports();
    http.add(
        BuildReportHandler.PATH,
        new BuildReportHandler(client, reports, clock, parts.leads(), parts.leader()));
    var builds =
        new BuildSettings(
            settings.image(),
            settings.kanikoImage(),
            settings.buildahImage(),
            settings.reportUrl());
    reconcilers =
        List.of(
            new SyncReconciler(poller, fetcher, executor, finish, clock),
            new PipelineReconciler(poller, feeds, executor, finish, clock, executions),
            new BuildProjectReconciler(executor, finish, clock),
            new BuildReconciler(
                client,
                reports,
                builds,
                executor,
                finish,
                clock,
                new BuildMetrics(registry, executions)),
            new DeploymentGroupReconciler(executor, finish, clock),
            new DeployReconciler(
                client, prover, executor, finish, clock, new DeployMetrics(registry, executions)),
            new DomainReconciler(
                feeds,
                executor,
                finish,
                clock,
                new PackageServerSettings(settings.image(), settings.remotes())),
            new RepositoryReconciler(
                new RemoteReferences(client, settings.remotes()), executor, finish, clock),
            new PackageGroupReconciler(finish, clock));
  }

  List<Reconciler<?>> reconcilers() {
    return reconcilers;
  }

  /** Begins the work that only a leader does. */
  void start() {
    poller.start();
  }

  @Override
  public void close() {
    poller.close();
    feeds.close();
    fetcher.close();
    prover.close();
  }
}
