package dev.slipway.packages.nuget;

import dev.slipway.packages.advisory.Advisories;
import dev.slipway.packages.advisory.NugetVulnerability;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Known weaknesses of NuGet packages. Thread-safe. */
public interface Vulnerabilities {

  /**
   * All of them, by the id of the package in lower case.
   *
   * @param base address of a repository of this server
   */
  Map<String, List<NugetVulnerability>> known(String base) throws IOException, InterruptedException;

  /** When they last changed. */
  Instant updated() throws IOException, InterruptedException;

  /** Those that the domain's advisories tell of. */
  static Vulnerabilities of(Advisories advisories) {
    return new Vulnerabilities() {
      @Override
      public Map<String, List<NugetVulnerability>> known(String base)
          throws IOException, InterruptedException {
        return NugetVulnerability.all(
            advisories.index(), base.replaceFirst("/repositories/.*", ""));
      }

      @Override
      public Instant updated() throws IOException, InterruptedException {
        return advisories.changedAt();
      }
    };
  }
}
