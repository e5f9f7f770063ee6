package dev.slipway.packages.model.group;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps names apart from those of a domain's own packages: a name that the repositories know
 * nothing of and that looks like one of these is neither taken from outside nor published, unless
 * somebody says that it is meant. Source: CodeArtifact user guide, package groups, weak match,
 * which does this for the names of groups only.
 */
public final class LookAlikes {

  private LookAlikes() {}

  /** Texts that stand for what a name looks like; those that look alike have one in common. */
  public static Set<String> shapes(PackageName name) {
    var shapes = new HashSet<String>();
    for (var namespace : Skeleton.of(name.namespace())) {
      for (var last : Skeleton.of(name.name())) {
        shapes.add(name.format() + "/" + namespace + "/" + last);
      }
    }
    return shapes;
  }

  /** Whether the package is one of the domain's own: published in it, or reserved by hand. */
  public static boolean own(Manifest manifest) {
    var controls = manifest.controls();
    return (controls.mayPublish() && !controls.mayIngest())
        || manifest.versions().values().stream()
            .anyMatch(v -> v.origin().type() == Origin.Type.INTERNAL);
  }

  /**
   * Says why a name is refused.
   *
   * @param own what it looks like; null where that is not to be told
   */
  public static String message(PackageName name, PackageName own) {
    return name
        + " looks like "
        + (own == null ? "a package" : own)
        + " that is published in this domain, so it is neither taken from outside nor published;"
        + " if it is meant, set its origin configuration in this repository by hand, or make the"
        + " package group "
        + name
        + "$";
  }
}
