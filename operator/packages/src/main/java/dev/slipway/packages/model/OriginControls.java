package dev.slipway.packages.model;

/**
 * How versions of a package may enter a repository. Source: CodeArtifact user guide, package origin
 * controls.
 *
 * @param publish directly
 * @param upstream from an external repository or an upstream
 * @param byHand whether people set it; what they set is never changed by use
 */
public record OriginControls(Switch publish, Switch upstream, boolean byHand) {

  /** One of the two ways in. */
  public enum Switch {
    ALLOW,
    BLOCK
  }

  /** What a package has before anything is known of it. */
  public static final OriginControls OPEN = new OriginControls(Switch.ALLOW, Switch.ALLOW, false);

  /** After a first version of one's own: no other repository can ever slip one in. */
  static final OriginControls INTERNAL = new OriginControls(Switch.ALLOW, Switch.BLOCK, false);

  /** After a first version from elsewhere: nobody can publish under the name. */
  static final OriginControls EXTERNAL = new OriginControls(Switch.BLOCK, Switch.ALLOW, false);

  public boolean mayPublish() {
    return publish == Switch.ALLOW;
  }

  public boolean mayIngest() {
    return upstream == Switch.ALLOW;
  }
}
