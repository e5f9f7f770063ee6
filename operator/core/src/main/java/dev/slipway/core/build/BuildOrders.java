package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.ArtifactPackaging;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.EnvironmentVariable;
import dev.slipway.api.v1alpha1.GitRepository;
import dev.slipway.api.v1alpha1.ProjectVariable;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.value.Durations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a build is told: project and build taken together. */
final class BuildOrders {

  private static final String DEFAULT_BUILDSPEC = "buildspec.yml";
  private static final String DEFAULT_TIMEOUT = "60m";

  private final BuildObservation seen;
  private final BuildSettings settings;

  BuildOrders(BuildObservation seen, BuildSettings settings) {
    this.seen = seen;
    this.settings = settings;
  }

  BuildOrder order(long number) {
    var build = seen.build();
    var project = seen.project();
    var meta = build.getMetadata();
    var artifacts = project.getSpec().artifacts();
    return new BuildOrder(
        meta.getNamespace(),
        meta.getName(),
        meta.getUid(),
        project.getMetadata().getName(),
        number,
        source(),
        buildspec(),
        Stream.concat(
                variables(project).map(ProjectVariable::name),
                build.getSpec().environmentVariables().stream().map(EnvironmentVariable::name))
            .distinct()
            .toList(),
        secrets(project).map(ProjectVariable::name).toList(),
        own(number),
        artifacts == null || artifacts.name() == null
            ? project.getMetadata().getName()
            : artifacts.name(),
        artifacts == null || artifacts.packaging() == null
            ? ArtifactPackaging.ZIP
            : artifacts.packaging(),
        packages(),
        project.getSpec().imageBuild() != null,
        timeout().toSeconds(),
        domain().map(d -> PackageAccess.endpoint(meta.getNamespace(), d)).orElse(null),
        settings.reportUrl());
  }

  java.time.Duration timeout() {
    var own = seen.build().getSpec().timeout();
    var projects = seen.project().getSpec().timeout();
    return Durations.parse(own != null ? own : projects != null ? projects : DEFAULT_TIMEOUT);
  }

  /** The domain whose server keeps artifacts, logs and packages; empty when none is needed. */
  Optional<String> domain() {
    var spec = seen.project().getSpec();
    var ofPackages =
        spec.packages().stream()
            .map(p -> seen.repositories().get(p.repository()))
            .filter(r -> r != null)
            .map(r -> r.getSpec().domain() == null ? "default" : r.getSpec().domain())
            .findFirst();
    if (ofPackages.isPresent()) {
      return ofPackages;
    }
    var needed =
        spec.artifacts() != null
            || spec.imageBuild() != null
            || input().map(i -> i.blob() != null).orElse(false);
    return needed || seen.domains().contains("default") ? Optional.of("default") : Optional.empty();
  }

  static Stream<ProjectVariable> variables(BuildProject project) {
    return project.getSpec().environment().variables().stream();
  }

  static Stream<ProjectVariable> secrets(BuildProject project) {
    return variables(project).filter(v -> v.secretRef() != null);
  }

  Optional<GitRepository> git() {
    var input = input();
    if (input.isPresent()) {
      return input.map(dev.slipway.api.v1alpha1.BuildInput::git);
    }
    var source = seen.project().getSpec().source();
    return Optional.ofNullable(source).map(dev.slipway.api.v1alpha1.BuildSource::git);
  }

  private Optional<dev.slipway.api.v1alpha1.BuildInput> input() {
    return Optional.ofNullable(seen.build().getSpec().input());
  }

  private BuildOrder.Source source() {
    var git = git();
    if (git.isPresent()) {
      var repository = git.get();
      var version = seen.build().getSpec().sourceVersion();
      return new BuildOrder.Source(
          repository.url(),
          version == null ? repository.branch() : version,
          repository.secretRef() != null,
          repository.caRef() != null,
          null);
    }
    return new BuildOrder.Source(null, null, false, false, input().map(i -> i.blob()).orElse(null));
  }

  private String buildspec() {
    var own = seen.build().getSpec().buildspec();
    if (own != null) {
      return own;
    }
    var source = seen.project().getSpec().source();
    return source == null || source.buildspec() == null ? DEFAULT_BUILDSPEC : source.buildspec();
  }

  private Map<String, String> own(long number) {
    BuildExecution build = seen.build();
    var project = seen.project().getMetadata().getName();
    var variables = new LinkedHashMap<String, String>();
    variables.put("CODEBUILD_BUILD_ID", project + ":" + build.getMetadata().getUid());
    variables.put("CODEBUILD_BUILD_NUMBER", Long.toString(number));
    variables.put("CODEBUILD_BUILD_IMAGE", image());
    variables.put(
        "CODEBUILD_INITIATOR",
        Optional.ofNullable(build.getMetadata().getLabels())
            .map(l -> l.get(dev.slipway.core.plan.Labels.PIPELINE))
            .map(p -> "codepipeline/" + p)
            .orElse("user"));
    variables.put("CI", "true");
    return variables;
  }

  String image() {
    var own = seen.build().getSpec().image();
    return own == null ? seen.project().getSpec().environment().image() : own;
  }

  private List<BuildOrder.PackageEndpoint> packages() {
    var namespace = seen.build().getMetadata().getNamespace();
    return seen.project().getSpec().packages().stream()
        .map(p -> seen.repositories().get(p.repository()))
        .filter(r -> r != null)
        .map(r -> endpoint(namespace, r))
        .toList();
  }

  private static BuildOrder.PackageEndpoint endpoint(String namespace, Repository repository) {
    var domain = repository.getSpec().domain() == null ? "default" : repository.getSpec().domain();
    var name = repository.getMetadata().getName();
    return new BuildOrder.PackageEndpoint(
        name,
        repository.getSpec().remote() == null,
        PackageAccess.formats(repository.getSpec()).stream()
            .collect(
                Collectors.toMap(f -> f, f -> PackageAccess.base(namespace, domain, name, f))));
  }
}
