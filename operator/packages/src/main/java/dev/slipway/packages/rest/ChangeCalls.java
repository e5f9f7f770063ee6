package dev.slipway.packages.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.event.Event.Cause;
import dev.slipway.packages.model.Copy;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.model.StatusChange.ErrorCode;
import dev.slipway.packages.model.StatusChange.Result;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is done with versions, all of those that are named or none. Source: CodeArtifact API
 * reference, UpdatePackageVersionsStatus, CopyPackageVersions, DisposePackageVersions,
 * DeletePackageVersions.
 */
final class ChangeCalls {

  private static final int MOST = 100;
  private static final String VERSIONS = "versions";
  private static final String REVISIONS = "versionRevisions";
  private static final String EXPECTED = "expectedStatus";
  private static final String TARGET = "targetStatus";

  private final Catalog catalog;
  private final Packages packages;

  ChangeCalls(Catalog catalog, Packages packages) {
    this.catalog = catalog;
    this.packages = packages;
  }

  private interface Rule {
    Result apply(Manifest old);
  }

  void status(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var body = call.body(Set.of(VERSIONS, REVISIONS, EXPECTED, TARGET));
    if (!body.path(TARGET).isTextual()) {
      throw Problem.invalid("targetStatus is missing; write Published, Unlisted or Archived");
    }
    var target = ApiCall.word(VersionStatus.class, TARGET, body.path(TARGET).asText());
    if (!target.settable()) {
      throw Problem.invalid(
          "targetStatus is %s; write Published, Unlisted or Archived".formatted(target));
    }
    var change = change(name, body);
    apply(view, name, change.versions(), call, old -> change.update(old, target));
  }

  void dispose(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var change = change(name, call.body(Set.of(VERSIONS, REVISIONS, EXPECTED)));
    apply(view, name, change.versions(), call, change::dispose);
  }

  void delete(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var change = change(name, call.body(Set.of(VERSIONS, REVISIONS, EXPECTED)));
    apply(view, name, change.versions(), call, change::delete);
  }

  private static StatusChange change(PackageName name, ObjectNode body) {
    var expected =
        body.has(EXPECTED)
            ? Optional.of(
                ApiCall.word(VersionStatus.class, EXPECTED, text(body.path(EXPECTED), EXPECTED)))
            : Optional.<VersionStatus>empty();
    return new StatusChange(versions(name, body), expected);
  }

  private static Map<String, Optional<String>> versions(PackageName name, ObjectNode body) {
    if (body.has(VERSIONS) == body.has(REVISIONS)) {
      throw Problem.invalid("write either versions or versionRevisions");
    }
    if (body.has(VERSIONS) && !body.path(VERSIONS).isArray()) {
      throw Problem.invalid("versions is no array; write [\"1.0\", \"1.1\"]");
    }
    if (body.has(REVISIONS) && !body.path(REVISIONS).isObject()) {
      throw Problem.invalid(
          "versionRevisions is no object; write {\"1.0\": \"the revision that you saw\"}");
    }
    var named = new LinkedHashMap<String, Optional<String>>();
    body.path(VERSIONS).forEach(v -> named.put(text(v, VERSIONS), Optional.empty()));
    body.path(REVISIONS)
        .properties()
        .forEach(v -> named.put(v.getKey(), Optional.of(text(v.getValue(), REVISIONS))));
    if (named.isEmpty() || named.size() > MOST) {
      throw Problem.invalid("name 1 to " + MOST + " versions; these are " + named.size());
    }
    Call.changes(name, String.join(",", named.keySet()));
    return named;
  }

  private static String text(JsonNode node, String field) {
    if (!node.isTextual()) {
      throw Problem.invalid(field + " has something that is no text: " + node);
    }
    return node.asText();
  }

  void copy(RepositoryView destination, PackageName name, ApiCall call) throws IOException {
    var body =
        call.body(
            Set.of(
                "sourceRepository", VERSIONS, REVISIONS, "allowOverwrite", "includeFromUpstream"));
    var from = body.path("sourceRepository").asText("");
    if (from.isEmpty()) {
      throw Problem.invalid("sourceRepository is missing; write the name of a repository");
    }
    call.requireAccess("get", from, Optional.of(name));
    if (from.equals(destination.name())) {
      throw Problem.invalid("sourceRepository is the destination itself");
    }
    var source =
        catalog
            .find(from)
            .orElseThrow(() -> Problem.absent("repository " + from + " in this domain"));
    var copy = new Copy(versions(name, body), flag(body, "allowOverwrite"));
    var sources =
        flag(body, "includeFromUpstream")
            ? packages.chain(source, name).given()
            : List.of(packages.describe(source, name));
    call.call().because(Cause.Copy.name());
    apply(destination, name, copy.versions(), call, old -> copy.into(old, sources));
  }

  private static boolean flag(ObjectNode body, String field) {
    var value = body.path(field);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw Problem.invalid(field + " is " + value + "; write true or false");
    }
    return value.asBoolean(false);
  }

  private void apply(
      RepositoryView view,
      PackageName name,
      Map<String, Optional<String>> versions,
      ApiCall call,
      Rule rule)
      throws IOException {
    var result = new AtomicReference<Result>();
    var before = new AtomicReference<Manifest>();
    packages.change(
        view,
        name,
        old -> {
          before.set(old);
          result.set(rule.apply(old));
          return result.get().manifest();
        });
    var answer = Shapes.object();
    var succeeded = answer.putObject("successfulVersions");
    var failed = answer.putObject("failedVersions");
    var failures = result.get().failures();
    failures.forEach(
        (version, code) ->
            failed
                .putObject(version)
                .put("errorCode", code.name())
                .put("errorMessage", message(version, code)));
    if (!failures.isEmpty()) {
      throw new Problem(409, "nothing was changed; failedVersions says why", answer);
    }
    for (var version : versions.keySet()) {
      var now = result.get().manifest().version(version);
      var shown = now.or(() -> before.get().version(version)).orElseThrow();
      succeeded
          .putObject(version)
          .put("revision", shown.revision())
          .put("status", now.isPresent() ? shown.status().name() : "Deleted");
    }
    call.answer(answer);
  }

  private static String message(String version, ErrorCode code) {
    return switch (code) {
      case ALREADY_EXISTS ->
          version + " is at the destination with other content; allowOverwrite replaces it";
      case MISMATCHED_REVISION -> version + " has another revision than you saw; read it again";
      case MISMATCHED_STATUS -> version + " has another status than you expect; read it again";
      case NOT_ALLOWED -> "the status of " + version + " does not allow this";
      case NOT_FOUND -> "there is no version " + version;
      case SKIPPED -> version + " is as it was, because others failed";
    };
  }
}
