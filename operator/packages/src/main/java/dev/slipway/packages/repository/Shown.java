package dev.slipway.packages.repository;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Chain.Source;
import dev.slipway.packages.model.policy.Gate;
import dev.slipway.packages.upstream.Listing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The versions of a package that pass a gate.
 *
 * @param heldBack those that do not
 * @param until when one of them may pass after all
 */
record Shown(Map<String, Source> versions, Set<String> heldBack, Instant until) {

  /**
   * So many of the last versions of a list that tells no times are asked for theirs; older ones are
   * taken to be old enough. Whoever asks for a file of one of them is judged by its own time.
   */
  private static final int MOST_ASKED = 30;

  /** Nobody is asked again earlier who could not say when a version was released. */
  private static final Duration UNKNOWN = Duration.ofMinutes(5);

  static Shown of(Packages packages, Chain chain, Map<String, Listing> listings, Gate gate)
      throws IOException, InterruptedException {
    var all =
        chain.listed(r -> listings.containsKey(r) ? listings.get(r).versions().keySet() : Set.of());
    if (gate.open()) {
      return new Shown(all, Set.of(), Instant.MAX);
    }
    var asked = asked(packages, listings, all, gate);
    var shown = new TreeMap<String, Source>();
    var heldBack = new TreeSet<String>();
    var until = gate.nextExpiry();
    for (var entry : all.entrySet()) {
      var version = entry.getKey();
      var source = entry.getValue();
      boolean kept = source.kept() != null;
      var told =
          kept
              ? source.kept().published()
              : listings.get(source.repository()).versions().get(version);
      boolean untold = !kept && told.equals(Instant.EPOCH);
      if (untold && !asked.containsKey(version)) {
        shown.put(version, source);
        continue;
      }
      var released = untold ? asked.get(version).orElse(Instant.EPOCH) : told;
      if (gate.refusal(version, released, kept).isEmpty()) {
        shown.put(version, source);
        continue;
      }
      heldBack.add(version);
      var ripe = released.equals(Instant.EPOCH) ? gate.now().plus(UNKNOWN) : gate.until(released);
      until = ripe.isBefore(until) ? ripe : until;
    }
    return new Shown(shown, heldBack, until);
  }

  private static Map<String, Optional<Instant>> asked(
      Packages packages, Map<String, Listing> listings, Map<String, Source> all, Gate gate)
      throws IOException, InterruptedException {
    var answers = new LinkedHashMap<String, Future<Optional<Instant>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var listing : listings.entrySet()) {
        var untold = new ArrayList<String>();
        listing
            .getValue()
            .versions()
            .forEach(
                (version, time) -> {
                  var source = all.get(version);
                  if (time.equals(Instant.EPOCH)
                      && source != null
                      && source.kept() == null
                      && source.repository().equals(listing.getKey())) {
                    untold.add(version);
                  }
                });
        var last = untold.subList(Math.max(0, untold.size() - MOST_ASKED), untold.size());
        for (var version : last) {
          answers.put(
              version,
              threads.submit(
                  () -> packages.search().released(listing.getKey(), gate.name(), version)));
        }
      }
    }
    var times = new LinkedHashMap<String, Optional<Instant>>();
    for (var answer : answers.entrySet()) {
      try {
        times.put(answer.getKey(), answer.getValue().get());
      } catch (ExecutionException e) {
        // Nobody can say now when it was released: it waits.
        times.put(answer.getKey(), Optional.empty());
      }
    }
    return times;
  }
}
