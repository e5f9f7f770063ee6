package dev.slipway.packages.rest;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatDetails;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls about the repositories of a domain, and what is in one of them. */
final class RepositoryCalls {

  /** Where versions stand in a path: repositories, NAME, packages, FORMAT, NAMESPACE, NAME. */
  private static final int BELOW_PACKAGE = 6;

  private final String domain;
  private final Catalog catalog;
  private final Map<Format, FormatDetails> details;
  private final PackageCalls packageCalls;
  private final VersionCalls versionCalls;
  private final ChangeCalls changeCalls;

  RepositoryCalls(
      String domain,
      Catalog catalog,
      Packages packages,
      Delivery delivery,
      Map<Format, FormatDetails> details) {
    this.domain = domain;
    this.catalog = catalog;
    this.details = details;
    packageCalls = new PackageCalls(packages);
    versionCalls = new VersionCalls(packages, packageCalls, delivery, details);
    changeCalls = new ChangeCalls(catalog, packages);
  }

  /** Answers a call whose path begins with {@code repositories}. */
  void answer(List<String> words, ApiCall call) throws IOException, InterruptedException {
    if (words.size() == 1) {
      call.only("GET");
      list(call);
      return;
    }
    var name = named(words);
    call.need(verb(call.method(), words), words.get(1), name.filter(n -> !reachesFurther(words)));
    var view =
        catalog
            .find(words.get(1))
            .orElseThrow(
                () -> Problem.absent("repository " + words.get(1) + " in domain " + domain));
    if (words.size() == 3 && words.get(2).equals("packages")) {
      call.only("GET");
      packageCalls.list(view, call);
    } else if (name.isPresent()) {
      Call.changes(name.get(), "");
      ofPackage(view, name.get(), words.subList(BELOW_PACKAGE, words.size()), call);
    } else {
      throw Problem.nothing();
    }
  }

  /** The package that a call is about; empty when it is about none. */
  private Optional<PackageName> named(List<String> words) {
    return words.size() >= BELOW_PACKAGE && words.get(2).equals("packages")
        ? Optional.of(PackagePath.read(details, words.get(3), words.get(4), words.get(5)))
        : Optional.empty();
  }

  /** Whether the answer tells of other packages than the one that is named. */
  private static boolean reachesFurther(List<String> words) {
    return words.getLast().equals("dependents");
  }

  private void list(ApiCall call) throws IOException {
    var answer = Shapes.object();
    var list = answer.putArray("repositories");
    for (var view : catalog.all()) {
      if (call.mayRead(view.name())) {
        var entry = list.addObject().put("name", view.name()).put("domainName", domain);
        var upstreams = entry.putArray("upstreams");
        view.upstreams().forEach(u -> upstreams.addObject().put("repositoryName", u));
        entry.put("anonymousRead", view.anonymousRead());
      }
    }
    call.answer(answer);
  }

  /** What a call is: to read, or the verb that its kind of change has. */
  private static String verb(String method, List<String> words) {
    var last = words.size() > BELOW_PACKAGE ? words.getLast() : "";
    return switch (method) {
      case "GET" -> "get";
      case "DELETE" -> "delete";
      case "PUT" -> "admin";
      case "POST" ->
          switch (last) {
            case "versions:copy" -> "copy";
            case "versions:dispose" -> "dispose";
            case "versions:delete" -> "delete";
            default -> "update";
          };
      default -> throw new Problem(405, method + " is not known here");
    };
  }

  private void ofPackage(RepositoryView view, PackageName name, List<String> rest, ApiCall call)
      throws IOException, InterruptedException {
    var first = rest.isEmpty() ? "" : rest.getFirst();
    if (first.equals("versions") && rest.size() > 1) {
      call.only("GET");
      ofVersion(view, name, rest, call);
      return;
    }
    if (rest.size() > 1) {
      throw Problem.nothing();
    }
    switch (call.method() + " " + first) {
      case "GET " -> packageCalls.describe(view, name, call);
      case "DELETE " -> packageCalls.delete(view, name, call);
      case "GET origin" -> packageCalls.origin(view, name, call);
      case "PUT origin" -> packageCalls.putOrigin(view, name, call);
      case "GET dependents" -> versionCalls.dependents(view, name, call);
      case "GET versions" -> versionCalls.list(view, name, call);
      case "POST versions:status" -> changeCalls.status(view, name, call);
      case "POST versions:copy" -> changeCalls.copy(view, name, call);
      case "POST versions:dispose" -> changeCalls.dispose(view, name, call);
      case "POST versions:delete" -> changeCalls.delete(view, name, call);
      default -> throw Problem.nothing();
    }
  }

  private void ofVersion(RepositoryView view, PackageName name, List<String> rest, ApiCall call)
      throws IOException, InterruptedException {
    var version = rest.get(1);
    var what = rest.size() > 2 ? rest.get(2) : "";
    if (rest.size() == 4 && what.equals("assets")) {
      versionCalls.asset(view, name, version, rest.get(3), call);
      return;
    }
    if (rest.size() > 3) {
      throw Problem.nothing();
    }
    switch (what) {
      case "" -> versionCalls.describe(view, name, version, call);
      case "assets" -> versionCalls.assets(view, name, version, call);
      case "dependencies" -> versionCalls.dependencies(view, name, version, call);
      case "readme" -> versionCalls.readme(view, name, version, call);
      default -> throw Problem.nothing();
    }
  }
}
