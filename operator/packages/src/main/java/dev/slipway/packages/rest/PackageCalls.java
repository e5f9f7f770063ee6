package dev.slipway.packages.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of packages. Source: CodeArtifact API reference, ListPackages, DescribePackage,
 * DeletePackage, PutPackageOriginConfiguration.
 */
final class PackageCalls {

  private static final int STEP = 500;

  private final Packages packages;

  PackageCalls(Packages packages) {
    this.packages = packages;
  }

  void list(RepositoryView view, ApiCall call) throws IOException {
    var format = call.query("format").map(f -> ApiCall.word(Format.class, "format", f));
    var namespace = call.query("namespace");
    var prefix = call.query("prefix").orElse("");
    int max = call.max();
    var found = new ArrayList<PackageName>();
    var more =
        page(
            view,
            format,
            call.query("after"),
            name -> {
              if (namespace.filter(n -> !n.equals(name.namespace())).isEmpty()
                  && name.name().startsWith(prefix)) {
                found.add(name);
              }
              return found.size() < max;
            });
    var answer = Shapes.object();
    var list = answer.putArray("packages");
    for (var name : found) {
      var entry = Shapes.of(name);
      entry.set("originConfiguration", Shapes.origin(packages.describe(view, name).controls()));
      list.add(entry);
    }
    more.ifPresent(m -> answer.put("nextToken", m.toString()));
    call.answer(answer);
  }

  /** Sees names; says whether to go on. */
  interface Each {
    boolean see(PackageName name) throws IOException;
  }

  /**
   * Goes through the packages of a repository.
   *
   * @param after the token of the page before
   * @return where it stopped; empty when it came to the end
   */
  Optional<PackageName> page(
      RepositoryView view, Optional<Format> format, Optional<String> after, Each each)
      throws IOException {
    var start =
        after.map(
            token ->
                PackagePath.token(token)
                    .orElseThrow(() -> Problem.invalid(token + " is no nextToken")));
    var cursor = start.orElse(null);
    if (format.isPresent() && (cursor == null || cursor.format().compareTo(format.get()) < 0)) {
      cursor = new PackageName(format.get(), "", " ");
    }
    while (true) {
      var names = packages.list(view, cursor, STEP);
      for (var name : names) {
        if (format.isPresent() && name.format() != format.get()) {
          return Optional.empty();
        }
        cursor = name;
        if (!each.see(name)) {
          return packages.list(view, name, 1).isEmpty() ? Optional.empty() : Optional.of(name);
        }
      }
      if (names.size() < STEP) {
        return Optional.empty();
      }
    }
  }

  void describe(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var manifest = known(view, name);
    var answer = Shapes.object();
    var entry =
        answer
            .putObject("package")
            .put("format", name.format().name())
            .put("namespace", name.namespace())
            .put("name", name.name());
    entry.set("originConfiguration", Shapes.origin(manifest.controls()));
    entry.put("versionsCount", manifest.versions().size());
    var tags = entry.putObject("tags");
    manifest.tags().forEach(tags::put);
    call.answer(answer);
  }

  private Manifest known(RepositoryView view, PackageName name) throws IOException {
    var manifest = packages.describe(view, name);
    if (manifest.isEmpty()) {
      throw Problem.absent("package " + name + " in repository " + view.name());
    }
    return manifest;
  }

  /** All versions go, and what was said of how others may enter. */
  void delete(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var gone = new ArrayList<Manifest>();
    packages.change(
        view,
        name,
        old -> {
          gone.clear();
          gone.add(old);
          return Manifest.EMPTY;
        });
    if (gone.getFirst().isEmpty()) {
      throw Problem.absent("package " + name + " in repository " + view.name());
    }
    var entry = Shapes.of(name);
    entry.set("originConfiguration", Shapes.origin(gone.getFirst().controls()));
    var answer = Shapes.object();
    answer.set("deletedPackage", entry);
    call.answer(answer);
  }

  void origin(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var answer = Shapes.object();
    answer.set("originConfiguration", Shapes.origin(packages.describe(view, name).controls()));
    call.answer(answer);
  }

  /** Also for a package that does not exist yet: that is how a name is reserved. */
  void putOrigin(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var restrictions = call.body(Set.of("restrictions")).path("restrictions");
    for (var field : List.of("publish", "upstream")) {
      if (!restrictions.path(field).isTextual()) {
        throw Problem.invalid("restrictions." + field + " is missing; write ALLOW or BLOCK");
      }
    }
    var controls =
        new OriginControls(
            direction(restrictions, "publish"), direction(restrictions, "upstream"), true);
    packages.change(view, name, old -> old.with(controls));
    origin(view, name, call);
  }

  private static OriginControls.Switch direction(JsonNode restrictions, String field) {
    return ApiCall.word(
        OriginControls.Switch.class, "restrictions." + field, restrictions.path(field).asText());
  }
}
