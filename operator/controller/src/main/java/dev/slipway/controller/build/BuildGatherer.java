package dev.slipway.controller.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.PackageSource;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.build.BuildObservation;
import dev.slipway.core.build.BuildReport;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Brings together what a build's decisions rest on. */
final class BuildGatherer {

  private final KubernetesClient client;
  private final PodEvents podEvents;
  private final BuildReports reports;
  private final ObjectMapper json = new ObjectMapper();
  private final ConcurrentMap<String, String> refused = new ConcurrentHashMap<>();

  BuildGatherer(KubernetesClient client, BuildReports reports) {
    this.client = client;
    this.podEvents = new PodEvents(client);
    this.reports = reports;
  }

  BuildObservation gather(BuildExecution build, Context<BuildExecution> context) {
    var namespace = build.getMetadata().getNamespace();
    var pods = context.getSecondaryResources(Pod.class);
    var pod =
        pods.stream()
            .filter(p -> role(p, "build"))
            .findFirst()
            .map(podEvents::complete)
            .orElse(null);
    var project =
        client
            .resources(BuildProject.class)
            .inNamespace(namespace)
            .withName(build.getSpec().project())
            .get();
    var started = pod != null || (build.getStatus() != null && build.getStatus().logs() != null);
    Map<String, Repository> repositories =
        project == null ? Map.of() : repositories(project, namespace);
    return new BuildObservation(
        build,
        project,
        pod,
        pods.stream()
            .filter(p -> role(p, "image"))
            .collect(Collectors.toMap(p -> p.getMetadata().getName(), Function.identity())),
        report(build, pod),
        repositories,
        client.resources(Domain.class).inNamespace(namespace).list().getItems().stream()
            .map(d -> d.getMetadata().getName())
            .toList(),
        project == null || started ? List.of() : missing(build, project, repositories),
        refused.get(build.getMetadata().getUid()));
  }

  /** Remembers that the API server refused a build's pod. */
  void refused(BuildExecution build, String why) {
    refused.put(build.getMetadata().getUid(), why);
  }

  void forget(BuildExecution build) {
    refused.remove(build.getMetadata().getUid());
  }

  private static boolean role(HasMetadata object, String role) {
    return role.equals(object.getMetadata().getLabels().get("slipway.dev/role"));
  }

  private Map<String, Repository> repositories(BuildProject project, String namespace) {
    return project.getSpec().packages().stream()
        .map(PackageSource::repository)
        .map(n -> client.resources(Repository.class).inNamespace(namespace).withName(n).get())
        .filter(r -> r != null)
        .collect(Collectors.toMap(r -> r.getMetadata().getName(), Function.identity()));
  }

  /** The newest of what was sent here and what the runner left as its last words. */
  private BuildReport report(BuildExecution build, Pod pod) {
    var meta = build.getMetadata();
    var sent = reports.get(new BuildReports.Key(meta.getNamespace(), meta.getName()));
    var left = Optional.ofNullable(pod).flatMap(this::lastWords);
    if (sent.isPresent() && left.isPresent()) {
      return left.get().sequence() > sent.get().sequence() ? left.get() : sent.get();
    }
    return sent.or(() -> left).orElse(null);
  }

  private Optional<BuildReport> lastWords(Pod pod) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .map(
            s ->
                s.getState() != null && s.getState().getTerminated() != null
                    ? s.getState().getTerminated()
                    : s.getLastState() == null ? null : s.getLastState().getTerminated())
        .filter(t -> t != null && t.getMessage() != null && t.getMessage().startsWith("{"))
        .findFirst()
        .flatMap(t -> parse(t.getMessage()));
  }

  private Optional<BuildReport> parse(String text) {
    try {
      return Optional.of(json.readValue(text, BuildReport.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** A build has one token, and a token is for one domain. */
  private static Optional<String> otherDomain(
      BuildProject project, Map<String, Repository> repositories) {
    var domains =
        project.getSpec().packages().stream()
            .map(p -> repositories.get(p.repository()))
            .filter(r -> r != null)
            .map(r -> r.getSpec().domain() == null ? "default" : r.getSpec().domain())
            .distinct()
            .toList();
    return domains.size() < 2
        ? Optional.empty()
        : Optional.of(
            "packages: the repositories are in different domains, "
                + String.join(" and ", domains)
                + "; a build uses those of one");
  }

  private List<String> missing(
      BuildExecution build, BuildProject project, Map<String, Repository> repositories) {
    var namespace = build.getMetadata().getNamespace();
    var missing = new ArrayList<String>();
    for (var source : project.getSpec().packages()) {
      if (!repositories.containsKey(source.repository())) {
        missing.add("packages: there is no Repository " + source.repository());
      }
    }
    otherDomain(project, repositories).ifPresent(missing::add);
    for (var variable : project.getSpec().environment().variables()) {
      if (variable.secretRef() != null) {
        var secret =
            client.secrets().inNamespace(namespace).withName(variable.secretRef().name()).get();
        if (secret == null) {
          missing.add(
              "variable "
                  + variable.name()
                  + ": there is no Secret "
                  + variable.secretRef().name());
        } else if (secret.getData() == null
            || !secret.getData().containsKey(variable.secretRef().key())) {
          missing.add(
              "variable "
                  + variable.name()
                  + ": Secret "
                  + variable.secretRef().name()
                  + " has no key "
                  + variable.secretRef().key());
        }
      }
    }
    return missing;
  }
}
