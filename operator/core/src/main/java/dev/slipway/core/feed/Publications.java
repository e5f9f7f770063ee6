package dev.slipway.core.feed;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.PackageTrigger;
import dev.slipway.api.value.Wildcard;
import java.util.Locale;
import java.util.Set;

/**
 * Which events say that a version was published. What is only kept from upstreams does not count,
 * else a pipeline would start itself by what it pulls. Source: CodeArtifact user guide, start a
 * CodePipeline execution (packageVersionState Published).
 */
public final class Publications {

  private static final String PUBLISHED = "Published";
  private static final Set<String> CAUSES = Set.of("Publish", "Copy", "Status");

  private Publications() {}

  /** Whether the event starts executions of pipelines that have this trigger. */
  public static boolean starts(PackageTrigger trigger, PackageEvent event) {
    return published(event)
        && trigger.repository().equals(event.repository())
        && (trigger.format() == null || trigger.format().name().equals(event.format()))
        && (trigger.name() == null
            || Wildcard.matches(normal(trigger.format(), trigger.name()), event.spelling()));
  }

  /**
   * Whether a version has become Published: by publishing, by promotion, or by hand. The further
   * files that a format adds to a published version do not count; a Maven snapshot that has a new
   * build does, and so does a copy that replaces a version.
   */
  static boolean published(PackageEvent event) {
    return PUBLISHED.equals(event.state())
        && CAUSES.contains(event.cause())
        && (event.statusChanged() || rebuilt(event));
  }

  private static boolean rebuilt(PackageEvent event) {
    return event.assetsChanged() > 0
        && ("Copy".equals(event.cause())
            || (PackageFormat.maven.name().equals(event.format())
                && event.version().endsWith("-SNAPSHOT")));
  }

  /** A name as the package server keeps it. Source: PEP 503 for Python. */
  private static String normal(PackageFormat format, String name) {
    return switch (format) {
      case pypi -> name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
      case nuget, cargo -> name.toLowerCase(Locale.ROOT);
      case maven, npm, go, generic -> name;
    };
  }
}
