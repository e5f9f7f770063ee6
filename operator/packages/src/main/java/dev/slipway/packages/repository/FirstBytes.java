package dev.slipway.packages.repository;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Suspicion;
import dev.slipway.packages.quarantine.Suspicions;
import dev.slipway.packages.store.DigestLedger;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.Upstreams;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Holds a file to the bytes that were taken from outside first, which are what everybody gets from
 * then on, and writes down what is refused.
 *
 * @param through the repository that stands for the external one
 * @param known what its bytes must be; null when nothing is kept of it
 */
record FirstBytes(
    Manifests manifests,
    InstantSource clock,
    String through,
    PackageName name,
    String version,
    String asset,
    Digests known)
    implements Upstreams.Gate {

  @Override
  public boolean knownBefore() {
    return known != null;
  }

  @Override
  public Optional<String> problem(Digests digests) throws IOException {
    var kept = keptOther(digests);
    return (kept.isPresent()
            ? kept
            : ledger().otherThanFirst(name, version, asset, digests, through))
        .map(first -> text(first, digests));
  }

  @Override
  public void refused(String url, String why, Digests digests) throws IOException {
    var first = known == null ? first(digests) : Optional.of(known.sha256());
    new Suspicions(manifests)
        .add(
            name,
            new Suspicion(
                Suspicions.id(version, asset, through, digests.sha256()),
                version,
                asset,
                through,
                url,
                digests.sha256(),
                digests.size(),
                first.isPresent() ? Suspicion.Ground.CHANGED : Suspicion.Ground.INDEX,
                first.orElse(""),
                ledger().firstSeen(name, version).map(Instant::toEpochMilli).orElse(0L),
                first.map(f -> text(f, digests)).orElse(why),
                clock.millis(),
                Suspicion.State.OPEN,
                "",
                ""));
  }

  private DigestLedger ledger() {
    return new DigestLedger(manifests, clock);
  }

  private Optional<String> first(Digests digests) throws IOException {
    var kept = keptOther(digests);
    return kept.isPresent()
        ? kept
        : ledger().first(name, version, asset).filter(f -> !f.equals(digests.sha256()));
  }

  /** What was kept before there was a ledger counts as well. */
  private Optional<String> keptOther(Digests digests) throws IOException {
    return manifests
        .get(new PackageKey(through, name))
        .version(version)
        .map(v -> v.assets().get(asset))
        .map(Digests::sha256)
        .filter(sha256 -> !sha256.equals(digests.sha256()));
  }

  private String text(String first, Digests digests) {
    return asset
        + " of "
        + name
        + " "
        + version
        + " had the SHA-256 "
        + first
        + " when it was seen first, now it has "
        + digests.sha256();
  }
}
