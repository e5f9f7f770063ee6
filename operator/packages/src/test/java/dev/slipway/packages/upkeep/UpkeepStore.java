package dev.slipway.packages.upkeep;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.quarantine.Quarantine;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.Policies;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.s3.S3Manifests;
import dev.slipway.packages.store.s3.Shared;
import dev.slipway.packages.store.volume.VolumeBlobs;
import dev.slipway.packages.store.volume.VolumeManifests;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Outbound;
import dev.slipway.packages.upstream.Upstreams;
import io.prometheus.client.CollectorRegistry;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A store on a real folder whose clock a test moves forward. */
final class UpkeepStore implements AutoCloseable {

  final Path root;
  final Catalog catalog = new Catalog();
  final CollectorRegistry registry = new CollectorRegistry();
  final BlobStore bytes;
  private final Closeable known;
  final Documents documents;
  final Upkeep upkeep;
  final Packages packages;
  private volatile Duration shift = Duration.ZERO;
  private final HttpClient client = HttpClient.newHttpClient();
  private final InstantSource clock;

  UpkeepStore(Path root, Limits limits) throws IOException {
    this.root = root;
    bytes = new VolumeBlobs(root);
    var manifests = new VolumeManifests(root);
    known = manifests;
    clock = () -> Instant.now().plus(shift);
    var place = Place.of(root, bytes, clock, Volume.ENDLESS, Pace.FREE);
    upkeep = new Upkeep(place, bytes, manifests, catalog, limits, clock, registry, () -> true);
    var outbound = new Outbound(clock, registry);
    documents = new Documents(root, upkeep.blobs(), outbound, clock, registry);
    upkeep.watch(documents);
    packages = packages(outbound);
  }

  /** A replica of a bucket, whose time others move. */
  UpkeepStore(Path root, Shared shared, S3Manifests manifests, Limits limits, InstantSource time)
      throws IOException {
    this.root = root;
    bytes = shared.blobs();
    known = manifests;
    clock = time;
    var place = Place.of(shared, Pace.FREE);
    upkeep = new Upkeep(place, bytes, manifests, catalog, limits, clock, registry, () -> true);
    var outbound = new Outbound(clock, registry);
    documents = new Documents(root, upkeep.blobs(), outbound, clock, registry);
    upkeep.watch(documents);
    packages = packages(outbound);
  }

  private Packages packages(Outbound outbound) {
    return new Packages(
        catalog,
        upkeep.manifests(),
        upkeep.blobs(),
        new Upstreams(upkeep.blobs(), outbound, new Quarantine(root, registry)),
        Map.of(),
        new Policies(),
        clock,
        upkeep);
  }

  UpkeepStore(Path root) throws IOException {
    this(root, Limits.DEFAULT);
  }

  static PackageName name(String name) {
    return new PackageName(Format.generic, "org", name);
  }

  RepositoryView repository(String name, String... upstreams) {
    var view = new RepositoryView(name, List.of(upstreams), null, false);
    catalog.put(view);
    return view;
  }

  ExternalRepository external(String name, String url) {
    var external = new ExternalRepository(name, Format.generic, url, client, "");
    catalog.put(new RepositoryView(name, List.of(), external, false));
    return external;
  }

  void pass(Duration time) {
    shift = shift.plus(time);
  }

  void passHours(int hours) {
    pass(Duration.ofHours(hours));
  }

  Instant now() {
    return clock.instant();
  }

  Digests put(String content) throws IOException {
    return upkeep.blobs().put(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static Arrival arrival(String version, String asset, Digests digests, Origin origin) {
    return new Arrival(Format.generic, version, asset, digests, null, true, false, origin, null);
  }

  /** Publishes asset {@code a} of a version. */
  Outcome publish(RepositoryView view, String name, String version, String content)
      throws IOException, InterruptedException {
    var origin = new Origin(Origin.Type.INTERNAL, view.name());
    return packages.publish(view, name(name), arrival(version, "a", put(content), origin));
  }

  /** Keeps asset {@code a} of a version as if it had come from outside. */
  Digests ingest(String repository, String through, String name, String version, String content)
      throws IOException {
    var digests = put(content);
    var origin = new Origin(Origin.Type.EXTERNAL, through);
    upkeep
        .manifests()
        .change(
            new PackageKey(repository, name(name)),
            old ->
                ((Outcome.Changed)
                        Publishing.ingest(old, arrival(version, "a", digests, origin), now()))
                    .manifest());
    return digests;
  }

  boolean has(String content) throws IOException {
    return bytes.find(Hashing.of(content.getBytes(StandardCharsets.UTF_8)).digest()).isPresent();
  }

  /** What a dry run finds, as {@code what content}. */
  List<String> garbage() throws IOException {
    var found = new ArrayList<String>();
    upkeep.garbage(f -> found.add(f.what() + " " + f.bytes()));
    return found;
  }

  /** Rounds enough for everything that may go. */
  void settle() throws IOException {
    for (int i = 0; i < 4; i++) {
      passHours(25);
      upkeep.round();
    }
  }

  double metric(String name, String label, String value) {
    var found = registry.getSampleValue(name, new String[] {label}, new String[] {value});
    return found == null ? 0 : found;
  }

  Stream<Path> files(String folder) throws IOException {
    var all = new ArrayList<Path>();
    try (var walk = Files.walk(root.resolve(folder))) {
      walk.filter(Files::isRegularFile).forEach(all::add);
    }
    return all.stream();
  }

  @Override
  public void close() throws IOException {
    known.close();
    client.close();
  }
}
