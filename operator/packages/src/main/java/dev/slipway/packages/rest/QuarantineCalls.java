package dev.slipway.packages.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Suspicion;
import dev.slipway.packages.model.Suspicion.State;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.quarantine.Quarantine;
import dev.slipway.packages.quarantine.Suspicions;
import dev.slipway.packages.store.DigestLedger;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Files from outside that were refused: what they are, and what becomes of them. */
public final class QuarantineCalls {

  private static final String VERB = "quarantine";
  private static final int STEP = 100;
  private static final int LONGEST_REASON = 1000;

  private final Manifests manifests;
  private final Suspicions suspicions;
  private final DigestLedger ledger;
  private final Quarantine quarantine;

  /** The quarantine of a domain. */
  public QuarantineCalls(Manifests manifests, Quarantine quarantine, InstantSource clock) {
    this.manifests = manifests;
    this.quarantine = quarantine;
    suspicions = new Suspicions(manifests);
    ledger = new DigestLedger(manifests, clock);
  }

  /** Those of the whole domain, package by package; a page ends with a package. */
  void list(ApiCall call) throws IOException {
    var state = state(call);
    int max = call.max();
    var cursor =
        call.query("after")
            .map(
                token ->
                    PackagePath.token(token)
                        .orElseThrow(() -> Problem.invalid(token + " is no nextToken")))
            .orElse(null);
    var answer = Shapes.object();
    var list = answer.putArray("quarantined");
    for (var page = suspicions.packages(cursor, STEP);
        !page.isEmpty();
        page = suspicions.packages(cursor, STEP)) {
      for (var name : page) {
        if (list.size() >= max) {
          call.answer(answer.put("nextToken", cursor.toString()));
          return;
        }
        cursor = name;
        for (var suspicion : suspicions.of(name)) {
          if (state.isEmpty() || state.get() == suspicion.state()) {
            list.add(shape(name, suspicion));
          }
        }
      }
    }
    call.answer(answer);
  }

  private static Optional<State> state(ApiCall call) {
    var text = call.query("state").orElse(State.OPEN.name());
    return text.equalsIgnoreCase("all")
        ? Optional.empty()
        : Optional.of(ApiCall.word(State.class, "state", text));
  }

  /**
   * A call about one of a package.
   *
   * @param what its id, and perhaps what becomes of it
   */
  void ofPackage(PackageName name, String what, ApiCall call) throws IOException {
    var id = what.replaceFirst(":.*", "");
    switch (what.substring(id.length())) {
      case "" -> {
        call.only("GET");
        call.need("get", "");
        describe(name, id, call);
      }
      case ":accept" -> {
        call.only("POST");
        call.need(VERB, "");
        accept(name, id, call);
      }
      case ":discard" -> {
        call.only("POST");
        call.need(VERB, "");
        discard(name, id, call);
      }
      default -> throw Problem.nothing();
    }
  }

  private void describe(PackageName name, String id, ApiCall call) throws IOException {
    var answer = Shapes.object();
    answer.set("quarantined", shape(name, find(name, id)));
    call.answer(answer);
  }

  private Suspicion find(PackageName name, String id) throws IOException {
    return suspicions.of(name).stream()
        .filter(s -> s.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Problem.absent("file " + id + " of " + name + " in quarantine"));
  }

  /** From now on these bytes, and no others, are what the file has to be. */
  private void accept(PackageName name, String id, ApiCall call) throws IOException {
    var suspicion = open(name, id);
    var reason = reason(call);
    if (suspicion.ground() == Suspicion.Ground.INDEX) {
      throw new Problem(
          409,
          "the index of the external repository itself names other bytes, so these would be refused"
              + " again; discard them, and let its owner mend it");
    }
    Call.changes(name, suspicion.version());
    ledger.accept(
        name, suspicion.version(), suspicion.asset(), suspicion.sha256(), suspicion.through());
    var answer = decide(name, suspicion, State.ACCEPTED, reason, call);
    var keep = answer.putArray("keepOtherBytes");
    keepOther(name, suspicion).forEach(keep::add);
    call.answer(answer);
  }

  /** The first bytes stay the right ones. */
  private void discard(PackageName name, String id, ApiCall call) throws IOException {
    var suspicion = open(name, id);
    var reason = reason(call);
    Call.changes(name, suspicion.version());
    call.answer(decide(name, suspicion, State.DISCARDED, reason, call));
  }

  private Suspicion open(PackageName name, String id) throws IOException {
    var suspicion = find(name, id);
    if (suspicion.state() != State.OPEN) {
      throw decidedBefore(suspicion);
    }
    return suspicion;
  }

  private static Problem decidedBefore(Suspicion suspicion) {
    return new Problem(
        409,
        "it was %s by %s: %s"
            .formatted(
                suspicion.state().name().toLowerCase(Locale.ROOT),
                suspicion.by(),
                suspicion.reason()));
  }

  private static String reason(ApiCall call) throws IOException {
    var reason = call.body(Set.of("reason")).path("reason").asText("");
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw Problem.invalid("reason is missing, or longer than " + LONGEST_REASON + " characters");
    }
    return reason;
  }

  private ObjectNode decide(
      PackageName name, Suspicion suspicion, State state, String reason, ApiCall call)
      throws IOException {
    var user = call.call().user();
    var now = suspicions.decide(name, suspicion.id(), state, user, reason).orElseThrow();
    if (!now.equals(suspicion.decided(state, user, reason))) {
      throw decidedBefore(now);
    }
    quarantine.discard(now.sha256());
    var answer = Shapes.object();
    answer.set("quarantined", shape(name, now));
    return answer;
  }

  /** The repositories that have other bytes of the file; nothing replaces what they keep. */
  private List<String> keepOther(PackageName name, Suspicion suspicion) throws IOException {
    var keep = new ArrayList<String>();
    for (var repository : new TreeSet<>(manifests.repositories())) {
      if (Tombstones.isRepository(repository)
          && manifests
              .get(new PackageKey(repository, name))
              .version(suspicion.version())
              .map(v -> v.assets().get(suspicion.asset()))
              .map(Digests::sha256)
              .filter(sha256 -> !sha256.equals(suspicion.sha256()))
              .isPresent()) {
        keep.add(repository);
      }
    }
    return keep;
  }

  private static ObjectNode shape(PackageName name, Suspicion suspicion) {
    var node =
        Shapes.of(name)
            .put("id", suspicion.id())
            .put("version", suspicion.version())
            .put("asset", suspicion.asset())
            .put("repository", suspicion.through())
            .put("url", suspicion.url())
            .put("time", Instant.ofEpochMilli(suspicion.at()).toString())
            .put("size", suspicion.size())
            .put("sha256", suspicion.sha256())
            .put("ground", suspicion.ground().name());
    if (!suspicion.first().isEmpty()) {
      node.put("firstSha256", suspicion.first());
    }
    if (suspicion.firstSeen() > 0) {
      node.put("firstSeen", Instant.ofEpochMilli(suspicion.firstSeen()).toString());
    }
    node.put("why", suspicion.why()).put("state", suspicion.state().name());
    if (suspicion.state() != State.OPEN) {
      node.put("decidedBy", suspicion.by()).put("reason", suspicion.reason());
    }
    return node;
  }
}
