package dev.slipway.packages.model.policy;

import dev.slipway.packages.model.PackageName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Which versions of one package are shown at one moment. What a repository of the domain keeps
 * already is not made to wait: builds that got it once get it again.
 *
 * @param asOf only versions that were released until then; null for now
 * @param minimum how long a version from outside must have been released
 * @param fixes what is known of the package's fixes
 */
public record Gate(
    PackageName name, Instant asOf, Duration minimum, ReleaseAge rules, Instant now, Fixes fixes) {

  private static final int HOURS_SHOWN = 48;

  /** Whether every version passes, so that nobody needs to know when it was released. */
  public boolean open() {
    return asOf == null && minimum.isZero();
  }

  /**
   * Says why a version is not shown; empty when it is.
   *
   * @param released {@link Instant#EPOCH} or null when nobody knows
   * @param kept whether a repository of the domain has it
   */
  public Optional<String> refusal(String version, Instant released, boolean kept) {
    boolean unknown = released == null || released.equals(Instant.EPOCH);
    if (asOf != null && (unknown || released.isAfter(asOf))) {
      return Optional.of(
          subject(version)
              + (unknown ? " has no known time of release" : " was released at " + released)
              + ", and this is a view as of "
              + asOf);
    }
    if (kept || minimum.isZero() || rules.excepted(name, version, now, fixes)) {
      return Optional.empty();
    }
    if (unknown) {
      return Optional.of(
          subject(version)
              + " has no known time of release, and this domain's minimumReleaseAge is "
              + text(minimum)
              + "; an exception of the domain would let it in");
    }
    var ripe = released.plus(minimum);
    return now.isBefore(ripe)
        ? Optional.of(
            subject(version)
                + " was released at "
                + released.truncatedTo(ChronoUnit.SECONDS)
                + "; this domain's minimumReleaseAge is "
                + text(minimum)
                + ", so it can be had in "
                + text(Duration.between(now, ripe))
                + ", or at once with an exception of the domain")
        : Optional.empty();
  }

  /**
   * When this verdict may become another one.
   *
   * @param released of a version that is not shown
   */
  public Instant until(Instant released) {
    return asOf != null || released == null || released.equals(Instant.EPOCH)
        ? Instant.MAX
        : released.plus(minimum);
  }

  /** When an exception for the package ends. */
  public Instant nextExpiry() {
    return rules.nextExpiry(name, now);
  }

  private String subject(String version) {
    return "version " + version + " of " + name;
  }

  private static String text(Duration duration) {
    long hours = duration.toHours();
    if (hours > HOURS_SHOWN) {
      return duration.toDays() + "d " + duration.toHoursPart() + "h";
    }
    return hours > 0 ? hours + "h " + duration.toMinutesPart() + "m" : minutes(duration);
  }

  private static String minutes(Duration duration) {
    return duration.toMinutes() > 0 ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
  }
}
