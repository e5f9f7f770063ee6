package dev.slipway.packages.rest;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.FormatDetails;
import dev.slipway.packages.repository.Packages;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Takes versions out of every repository of the domain at once, and keeps them out. */
final class TakeDown {

  private static final int MOST = 100;
  private static final int LONGEST_REASON = 1000;

  private final Packages packages;
  private final Map<Format, FormatDetails> details;

  TakeDown(Packages packages, Map<Format, FormatDetails> details) {
    this.packages = packages;
    this.details = details;
  }

  void answer(PackageName name, ApiCall call) throws IOException {
    var body = call.body(Set.of("versions", "reason"));
    var versions = new TreeSet<String>();
    for (var version : body.path("versions")) {
      if (!version.isTextual() || version.asText().isEmpty()) {
        throw Problem.invalid("versions has something that is no version: " + version);
      }
      versions.add(normal(name.format(), version.asText()));
    }
    var reason = body.path("reason").asText("");
    if (versions.isEmpty() || versions.size() > MOST) {
      throw Problem.invalid("name 1 to " + MOST + " versions; these are " + versions.size());
    }
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw Problem.invalid("reason is missing, or longer than " + LONGEST_REASON + " characters");
    }
    Call.changes(name, String.join(",", versions));
    var had = packages.takeDown(name, versions, reason, call.call().user());
    var answer = Shapes.object();
    var taken = answer.putArray("versions");
    versions.forEach(taken::add);
    var repositories = answer.putArray("repositories");
    had.forEach(repositories::add);
    call.answer(answer);
  }

  /** One that is written in another way than it is kept would be taken down nowhere. */
  private String normal(Format format, String version) {
    return details
        .getOrDefault(format, FormatDetails.NONE)
        .version(version)
        .orElseThrow(() -> Problem.invalid("%s can have no version %s".formatted(format, version)));
  }
}
