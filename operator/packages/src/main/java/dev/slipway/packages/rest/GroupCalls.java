package dev.slipway.packages.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.GroupPattern.Match;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.Policies;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is asked of package groups. Source: CodeArtifact API reference, ListPackageGroups,
 * DescribePackageGroup, ListSubPackageGroups, ListAssociatedPackages,
 * ListAllowedRepositoriesForGroup, GetAssociatedPackageGroup.
 */
final class GroupCalls {

  /** Packages that are looked through for a page. */
  private static final int MOST_SEARCHED = 5000;

  private final String domain;
  private final Catalog catalog;
  private final Packages packages;
  private final Policies policies;

  GroupCalls(String domain, Catalog catalog, Packages packages, Policies policies) {
    this.domain = domain;
    this.catalog = catalog;
    this.packages = packages;
    this.policies = policies;
  }

  /** Answers a call below {@code groups}. */
  void answer(List<String> words, ApiCall call) throws IOException {
    var groups = policies.current().groups();
    if (words.size() == 1) {
      var prefix = call.query("prefix").orElse("");
      list(groups, groups.all().stream().filter(p -> p.text().startsWith(prefix)).toList(), call);
      return;
    }
    var pattern = pattern(words.get(1));
    var what = words.size() == 2 ? "" : words.get(2);
    if (words.size() > 3) {
      throw Problem.absent("call at this path");
    }
    switch (what) {
      case "" -> {
        var answer = Shapes.object();
        answer.set("packageGroup", shape(groups, known(groups, pattern)));
        call.answer(answer);
      }
      case "subgroups" -> list(groups, groups.children(known(groups, pattern)), call);
      case "packages" -> packages(groups, pattern, call);
      case "repositories" -> repositories(groups, known(groups, pattern), call);
      default -> throw Problem.absent("call at this path");
    }
  }

  /** The group of a package, which need not exist. */
  void associated(PackageName name, ApiCall call) throws IOException {
    Call.changes(name, "");
    var groups = policies.current().groups();
    var group = groups.associated(name);
    var answer = Shapes.object();
    answer.set("packageGroup", shape(groups, group));
    call.answer(answer.put("associationType", group.match(name).name()));
  }

  private static GroupPattern pattern(String text) {
    try {
      return GroupPattern.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(e.getMessage() + "; slashes of a pattern are written %2F in a path");
    }
  }

  private GroupPattern known(PackageGroups groups, GroupPattern pattern) {
    if (!groups.has(pattern)) {
      throw Problem.absent(
          "package group "
              + pattern.text()
              + " in domain "
              + domain
              + "; GET groups lists those that count");
    }
    return pattern;
  }

  private void list(PackageGroups groups, List<GroupPattern> all, ApiCall call) throws IOException {
    var answer = Shapes.object();
    var list = answer.putArray("packageGroups");
    page(all, GroupPattern::text, call, answer).forEach(p -> list.add(shape(groups, p)));
    call.answer(answer);
  }

  /** A page of what is sorted by its text; the token of the next one is put into the answer. */
  private static <T> List<T> page(
      List<T> all, Function<T, String> text, ApiCall call, ObjectNode answer) {
    var after = call.query("after").orElse("");
    var rest = all.stream().filter(t -> text.apply(t).compareTo(after) > 0).toList();
    var page = rest.subList(0, Math.min(call.max(), rest.size()));
    if (page.size() < rest.size()) {
      answer.put("nextToken", text.apply(page.getLast()));
    }
    return page;
  }

  private ObjectNode shape(PackageGroups groups, GroupPattern pattern) {
    var group = Shapes.object().put("pattern", pattern.text()).put("domainName", domain);
    groups.parent(pattern).ifPresent(p -> group.putObject("parent").put("pattern", p.text()));
    var restrictions = group.putObject("originConfiguration").putObject("restrictions");
    for (var way : Way.values()) {
      var counts = groups.effective(pattern, way);
      var entry =
          restrictions
              .putObject(way.name())
              .put("mode", counts.said().map(r -> r.mode().name()).orElse("INHERIT"))
              .put("effectiveMode", counts.effective().mode().name());
      if (counts.said().isEmpty() && !pattern.equals(counts.from())) {
        entry.putObject("inheritedFrom").put("pattern", counts.from().text());
      }
      entry.put("repositoriesCount", counts.effective().repositories().size());
    }
    return group;
  }

  private void repositories(PackageGroups groups, GroupPattern pattern, ApiCall call)
      throws IOException {
    var way =
        ApiCall.word(
            Way.class,
            "restriction",
            call.query("restriction")
                .orElseThrow(
                    () ->
                        Problem.invalid(
                            "say which restriction: PUBLISH, EXTERNAL_UPSTREAM or"
                                + " INTERNAL_UPSTREAM")));
    var answer = Shapes.object();
    var list = answer.putArray("allowedRepositories");
    var allowed =
        groups.effective(pattern, way).said().stream()
            .flatMap(r -> r.repositories().stream())
            .sorted()
            .toList();
    page(allowed, Function.identity(), call, answer).forEach(list::add);
    call.answer(answer);
  }

  /** Packages of all repositories that belong to a group, which may be one that is only planned. */
  private void packages(PackageGroups groups, GroupPattern pattern, ApiCall call)
      throws IOException {
    boolean preview = call.query("preview").filter("true"::equals).isPresent();
    var asked = preview ? groups.with(pattern) : groups;
    var group = preview ? pattern : known(groups, pattern);
    var max = call.max();
    var names = new DomainPackages(catalog, packages, group.parts().stream().findFirst());
    var answer = Shapes.object();
    var list = answer.putArray("packages");
    var after =
        call.query("after")
            .map(
                token ->
                    PackagePath.token(token)
                        .orElseThrow(() -> Problem.invalid(token + " is no nextToken")));
    Optional<PackageName> more =
        names.each(
            after,
            MOST_SEARCHED,
            name -> {
              var match = group.match(name);
              if (match != Match.NONE && asked.associated(name).equals(group)) {
                list.add(Shapes.of(name).put("associationType", match.name()));
              }
              return list.size() < max;
            });
    more.map(PackageName::toString).ifPresent(m -> answer.put("nextToken", m));
    call.answer(answer);
  }
}
