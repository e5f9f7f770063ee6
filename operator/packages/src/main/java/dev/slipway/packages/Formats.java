package dev.slipway.packages;

import dev.slipway.packages.advisory.Advisories;
import dev.slipway.packages.cargo.CargoDetails;
import dev.slipway.packages.cargo.CargoExternal;
import dev.slipway.packages.cargo.CargoHandler;
import dev.slipway.packages.generic.GenericHandler;
import dev.slipway.packages.golang.GoDetails;
import dev.slipway.packages.golang.GoExternal;
import dev.slipway.packages.golang.GoHandler;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.maven.MavenDetails;
import dev.slipway.packages.maven.MavenExternal;
import dev.slipway.packages.maven.MavenHandler;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.npm.NpmDetails;
import dev.slipway.packages.npm.NpmExternal;
import dev.slipway.packages.npm.NpmHandler;
import dev.slipway.packages.nuget.NuGetDetails;
import dev.slipway.packages.nuget.NuGetExternal;
import dev.slipway.packages.nuget.NuGetHandler;
import dev.slipway.packages.nuget.Vulnerabilities;
import dev.slipway.packages.pypi.PypiDetails;
import dev.slipway.packages.pypi.PypiExternal;
import dev.slipway.packages.pypi.PypiHandler;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.FormatDetails;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.External;
import java.time.InstantSource;
import java.util.Map;

/** Every format that is served: what reads it outside, what serves it here, what explains it. */
final class Formats {

  private final MavenExternal maven;
  private final NpmExternal npm;
  private final PypiExternal pypi;
  private final NuGetExternal nuget;
  private final CargoExternal cargo;
  private final GoExternal go;

  Formats(Documents documents) {
    maven = new MavenExternal(documents);
    npm = new NpmExternal(documents);
    pypi = new PypiExternal(documents);
    nuget = new NuGetExternal(documents);
    cargo = new CargoExternal(documents);
    go = new GoExternal(documents);
  }

  Map<Format, External> externals() {
    return Map.of(
        Format.maven, maven,
        Format.npm, npm,
        Format.pypi, pypi,
        Format.nuget, nuget,
        Format.cargo, cargo,
        Format.go, go);
  }

  Map<Format, FormatHandler> handlers(
      Catalog catalog,
      Packages packages,
      BlobStore blobs,
      Access access,
      Advisories advisories,
      InstantSource clock) {
    var rendered = new RenderedDocuments();
    return Map.of(
        Format.maven,
        new MavenHandler(catalog, packages, maven, blobs, clock),
        Format.npm,
        new NpmHandler(catalog, packages, npm, blobs, rendered, access, advisories),
        Format.pypi,
        new PypiHandler(catalog, packages, pypi, blobs, rendered, clock),
        Format.nuget,
        new NuGetHandler(
            catalog, packages, nuget, blobs, rendered, Vulnerabilities.of(advisories), clock),
        Format.cargo,
        new CargoHandler(catalog, packages, cargo, blobs, rendered),
        Format.go,
        new GoHandler(catalog, packages, go, blobs, rendered, clock),
        Format.generic,
        new GenericHandler(packages, blobs));
  }

  static Map<Format, FormatDetails> details() {
    return Map.of(
        Format.maven, new MavenDetails(),
        Format.npm, new NpmDetails(),
        Format.pypi, new PypiDetails(),
        Format.nuget, new NuGetDetails(),
        Format.cargo, new CargoDetails(),
        Format.go, new GoDetails());
  }
}
