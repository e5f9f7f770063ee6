package dev.slipway.packages;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.value.BuiltinRemotes;
import dev.slipway.api.value.Durations;
import dev.slipway.packages.event.Webhook;
import dev.slipway.packages.event.WebhookWatch;
import dev.slipway.packages.identity.DomainWatch;
import dev.slipway.packages.identity.Identity;
import dev.slipway.packages.identity.OwnTokens;
import dev.slipway.packages.identity.TokenDoor;
import dev.slipway.packages.identity.TokenExchange;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Policies;
import dev.slipway.packages.repository.PolicyWatch;
import dev.slipway.packages.repository.RepositoryWatch;
import dev.slipway.packages.watch.OuterAddressWatch;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code packages} of Slipway's image. Settings: SLIPWAY_DOMAIN, SLIPWAY_NAMESPACE,
 * SLIPWAY_AUDIENCE, SLIPWAY_HTTP_PORT (8080), those of {@link StoreSettings} and of {@link
 * #limits}, SLIPWAY_REMOTE_… for builtin remotes, SLIPWAY_WEBHOOKS (a JSON array of {@link
 * Webhook}s), SLIPWAY_LEDGER_DAYS (90).
 */
public final class PackagesMain {

  private static final Logger LOG = LoggerFactory.getLogger(PackagesMain.class);

  /** What went wrong is tried again after so many seconds, all else after a minute. */
  private static final long SOON = 5;

  private static final long ROUNDS = 12;
  private static final int ANSWER_MILLIS = 3_000;

  /** What Kubernetes shows of a container that ended. */
  private static final Path LAST_WORDS = Path.of("/dev/termination-log");

  private PackagesMain() {}

  public static void main(String[] arguments) throws Exception {
    try {
      serve(System.getenv());
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("the package server cannot start: {}", e.getMessage());
      if (Files.isWritable(LAST_WORDS)) {
        Files.writeString(LAST_WORDS, "the package server cannot start: " + e.getMessage());
      }
      System.exit(1);
    }
  }

  private static void serve(Map<String, String> environment) throws Exception {
    var domain = environment.getOrDefault("SLIPWAY_DOMAIN", "default");
    var namespace = environment.get("SLIPWAY_NAMESPACE");
    var settings =
        new PackagesServer.Settings(
            domain,
            StoreSettings.of(environment),
            Integer.parseInt(environment.getOrDefault("SLIPWAY_HTTP_PORT", "8080")),
            new PackagesServer.Records(
                namespace,
                Webhook.parse(environment.getOrDefault("SLIPWAY_WEBHOOKS", "[]")),
                Integer.parseInt(
                    environment.getOrDefault(
                        "SLIPWAY_LEDGER_DAYS",
                        Integer.toString(PackagesServer.Records.USUAL_DAYS)))),
            limits(environment));
    var registry = CollectorRegistry.defaultRegistry;
    DefaultExports.register(registry);
    var clock = Clock.systemUTC();
    var client = new KubernetesClientBuilder().build();
    var builtins = BuiltinRemotes.settings(environment);
    var catalog = new Catalog();
    var policies = new Policies();
    var policy = new PolicyWatch(client, namespace, domain, policies);
    var repositories = new RepositoryWatch(client, domain, catalog, builtins);
    var informer = client.resources(Repository.class).inNamespace(namespace).inform(repositories);
    var audience = environment.getOrDefault("SLIPWAY_AUDIENCE", "");
    var tokens = OwnTokens.open(settings.store(), audience, clock);
    var access = new Identity(asker(), namespace, domain, audience, tokens, clock, registry);
    var exchange = new TokenExchange(tokens, clock);
    var identities = new DomainWatch(client, namespace, audience, exchange, clock);
    client.resources(Domain.class).inNamespace(namespace).withName(domain).inform(identities);
    var server =
        new PackagesServer(
            settings,
            catalog,
            policies,
            access,
            Map.of("token", new TokenDoor(exchange, tokens, access, clock)),
            clock,
            registry,
            () -> informer.hasSynced() && policy.complete());
    var webhooks = new WebhookWatch(client, namespace, server.webhooks());
    client.resources(Domain.class).inNamespace(namespace).withName(domain).inform(webhooks);
    client
        .resources(Domain.class)
        .inNamespace(namespace)
        .withName(domain)
        .inform(new OuterAddressWatch(server.outerAddresses()));
    refresh(repositories, identities, webhooks);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, tokens), "stop"));
    server.start();
    server.join();
  }

  /** A client that gives up soon: somebody waits for the answer. */
  private static KubernetesClient asker() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.autoConfigure(null))
                .withConnectionTimeout(ANSWER_MILLIS)
                .withRequestTimeout(ANSWER_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  /** The last requests still ask whose their tokens are. */
  private static void stop(PackagesServer server, OwnTokens tokens) {
    server.close();
    tokens.close();
  }

  private static void refresh(
      RepositoryWatch repositories, DomainWatch identities, WebhookWatch webhooks) {
    var round = new AtomicLong();
    var thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("refresh").daemon().factory());
    var _ =
        thread.scheduleWithFixedDelay(
            () -> {
              boolean all = round.incrementAndGet() % ROUNDS == 0;
              try {
                repositories.refresh(all);
                webhooks.refresh(all);
                if (all) {
                  identities.refresh();
                }
              } catch (RuntimeException e) {
                LOG.warn("what resources name cannot be read again: {}", e.getMessage());
              }
            },
            SOON,
            SOON,
            TimeUnit.SECONDS);
  }

  /**
   * Reads SLIPWAY_PRIVATE_QUOTA and SLIPWAY_CACHE_QUOTA, such as {@code 10Gi},
   * SLIPWAY_LARGEST_ASSET (5Gi), SLIPWAY_ASSETS_PER_VERSION (350), and SLIPWAY_ARTIFACT_RETENTION,
   * such as {@code 720h}.
   */
  static Limits limits(Map<String, String> environment) {
    var usual = Limits.DEFAULT;
    var age = environment.get("SLIPWAY_ARTIFACT_RETENTION");
    return new Limits(
        bytes(environment, "SLIPWAY_LARGEST_ASSET", usual.largestAsset()),
        Integer.parseInt(
            environment.getOrDefault("SLIPWAY_ASSETS_PER_VERSION", "" + usual.assetsPerVersion())),
        bytes(environment, "SLIPWAY_PRIVATE_QUOTA", usual.privateBytes()),
        bytes(environment, "SLIPWAY_CACHE_QUOTA", usual.cacheBytes()),
        age == null ? null : Durations.parse(age));
  }

  private static long bytes(Map<String, String> environment, String name, long usual) {
    var text = environment.get(name);
    return text == null ? usual : Quantity.getAmountInBytes(new Quantity(text)).longValueExact();
  }
}
