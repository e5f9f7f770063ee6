package dev.slipway.packages.nuget;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.FormatDetails;
import java.util.Optional;

/** What is known of NuGet packages: the normal forms of their names and of their versions. */
public final class NuGetDetails implements FormatDetails {

  @Override
  public Optional<PackageName> name(Format format, String namespace, String name) {
    return namespace.isEmpty() ? NuGetId.parse(name) : Optional.empty();
  }

  @Override
  public Optional<String> version(String version) {
    return NuGetVersion.parse(version).map(NuGetVersion::normal);
  }
}
