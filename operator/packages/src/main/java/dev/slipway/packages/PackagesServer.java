package dev.slipway.packages;

import dev.slipway.packages.advisory.Advisories;
import dev.slipway.packages.advisory.AdvisoriesHandler;
import dev.slipway.packages.advisory.AdvisoryLimits;
import dev.slipway.packages.audit.Audit;
import dev.slipway.packages.event.EventLog;
import dev.slipway.packages.event.EventRecorder;
import dev.slipway.packages.event.EventStream;
import dev.slipway.packages.event.SharedEvents;
import dev.slipway.packages.event.Webhook;
import dev.slipway.packages.event.Webhooks;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Listener;
import dev.slipway.packages.http.OuterAddresses;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.ledger.Ledger;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.quarantine.Quarantine;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.Policies;
import dev.slipway.packages.rest.QuarantineCalls;
import dev.slipway.packages.rest.RestHandler;
import dev.slipway.packages.store.Store;
import dev.slipway.packages.transfer.ArchiveHandler;
import dev.slipway.packages.upkeep.Care;
import dev.slipway.packages.upkeep.Upkeep;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.Outbound;
import dev.slipway.packages.upstream.Upstreams;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one domain's repositories, and the artifacts and logs of its namespace, over HTTP. */
public final class PackagesServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PackagesServer.class);
  private static final long STOP_MILLIS = 20_000;

  /**
   * How a server is made.
   *
   * @param domain name of the domain
   * @param store where the bytes are kept
   * @param port 0 for any free one
   * @param records what is kept of what happens
   * @param limits how much the domain takes
   */
  public record Settings(String domain, Store store, int port, Records records, Limits limits) {

    /** A server that tells nobody of events, with the limits of a domain that sets none. */
    public Settings(String domain, Store store, int port) {
      this(domain, store, port, new Records("", List.of(), Records.USUAL_DAYS), Limits.DEFAULT);
    }
  }

  /**
   * What is kept of what happens, and who is told.
   *
   * @param owner the namespace of the domain, as events name it
   * @param webhooks who is told of events
   * @param ledgerDays how long the ledger knows who pulled what, at least 1
   */
  public record Records(String owner, List<Webhook> webhooks, int ledgerDays) {

    /** Days that the ledger goes back where nobody says otherwise. */
    public static final int USUAL_DAYS = 90;

    public Records {
      webhooks = List.copyOf(webhooks);
    }
  }

  private final Listener listener;
  private final OuterAddresses outer = new OuterAddresses();
  private final Optional<EventLog> ownEvents;
  private final EventStream events;
  private final Webhooks webhooks;
  private final Ledger ledger;
  private final Store.Open store;
  private final Documents documents;
  private final Upstreams upstreams;
  private final Care care;
  private Future<?> ticks;
  private final ScheduledExecutorService jobs =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep").daemon().factory());

  /**
   * Opens the store and repairs what an earlier process left unfinished in it.
   *
   * @param policies what may come in
   * @param doors what is served beside repositories, by the first word of its paths
   * @param ready whether catalog and policies are complete
   */
  public PackagesServer(
      Settings settings,
      Catalog catalog,
      Policies policies,
      Access access,
      Map<String, Door> doors,
      InstantSource clock,
      CollectorRegistry registry,
      BooleanSupplier ready)
      throws IOException {
    var records = settings.records();
    var folder = settings.store().folder();
    checkWritable(folder);
    ownEvents =
        settings.store() instanceof Store.Volume
            ? Optional.of(new EventLog(folder.resolve("events")))
            : Optional.empty();
    var sink = ownEvents.<EventRecorder.Sink>map(log -> log).orElse(EventRecorder.Sink.NONE);
    store =
        Store.open(
            settings.store(),
            new EventRecorder(settings.domain(), records.owner(), sink, clock),
            clock);
    events =
        ownEvents
            .<EventStream>map(log -> log)
            .orElseGet(() -> new SharedEvents(store.shared().orElseThrow().records()));
    webhooks = new Webhooks(records.webhooks(), events, store, clock, registry);
    int days = records.ledgerDays();
    ledger =
        store.shared().isPresent()
            ? new Ledger(store.shared().get(), days, clock, registry)
            : new Ledger(folder.resolve("pulls"), days, clock, registry);
    var audit = new Audit(LOG::info);
    care = Upkeep.of(store, catalog, settings.limits(), clock, registry, ready);
    var blobs = care.blobs();
    var manifests = care.manifests();
    var outbound = new Outbound(clock, registry);
    documents = new Documents(store.folder(), blobs, outbound, clock, registry);
    care.watch(documents);
    var formats = new Formats(documents);
    var quarantine = Quarantine.of(store, registry);
    upstreams = new Upstreams(blobs, outbound, quarantine);
    var packages =
        new Packages(
            catalog, manifests, blobs, upstreams, formats.externals(), policies, clock, care);
    var advisories =
        new Advisories(
            blobs, manifests, clock, AdvisoryLimits.of(Runtime.getRuntime().maxMemory()));
    advisories.start();
    policies.askForFixes(advisories::fixes);
    var all = new HashMap<>(doors);
    all.put(
        "repositories",
        new RepositoriesDoor(
            settings.domain(),
            catalog,
            access,
            formats.handlers(catalog, packages, blobs, access, advisories, clock),
            care,
            audit,
            ledger));
    all.put("store", new StoreDoor(settings.domain(), access, blobs, care));
    all.put(
        "api",
        new RestHandler(
            settings.domain(),
            catalog,
            access,
            packages,
            policies,
            new Delivery(blobs),
            new QuarantineCalls(manifests, quarantine, clock),
            Formats.details(),
            events,
            ledger,
            audit,
            clock));
    all.put(
        "advisories",
        new AdvisoriesHandler(settings.domain(), advisories, manifests, catalog, access));
    all.put("archive", new ArchiveHandler(settings.domain(), access, care));
    all.putAll(Probes.doors(registry, ready));
    listener =
        new Listener(new PackagesHandler(all, outer, registry), settings.port(), STOP_MILLIS);
  }

  private static void checkWritable(Path store) throws IOException {
    try {
      Files.createDirectories(store);
      Files.delete(Files.createTempFile(store, "probe", null));
    } catch (IOException e) {
      throw new IOException(
          "the store "
              + store
              + " cannot be written to: mount a volume there that this process may write to ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** Begins to answer. */
  public void start() throws IOException {
    try {
      listener.start();
      ticks = jobs.scheduleWithFixedDelay(care::tick, 5, 60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("the server cannot start: " + e.getMessage(), e);
    }
  }

  /** Does what upkeep has due; it does so by itself each minute. */
  void tick() {
    care.tick();
  }

  /** Takes a file out of the store, as upkeep does when there is no room for it. */
  boolean evict(String digest) throws IOException {
    return care.blobs().remove(digest);
  }

  /** Those who are told of events. */
  public Webhooks webhooks() {
    return webhooks;
  }

  /** The addresses by which clients outside reach the server. */
  public OuterAddresses outerAddresses() {
    return outer;
  }

  public int port() {
    return listener.port();
  }

  /** Waits until the server has been closed. */
  public void join() throws InterruptedException {
    listener.join();
  }

  /** Ends after the requests that run now. */
  @Override
  public void close() {
    try {
      webhooks.close();
      events.release();
      listener.stop();
      if (ticks != null) {
        ticks.cancel(true);
      }
      jobs.shutdown();
      jobs.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
      documents.close();
      upstreams.close();
      ledger.close();
      store.close();
      if (ownEvents.isPresent()) {
        ownEvents.get().close();
      }
    } catch (Exception e) {
      LOG.warn("stop: {}", e.getMessage());
    }
  }
}
