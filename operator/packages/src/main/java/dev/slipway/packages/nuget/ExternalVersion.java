package dev.slipway.packages.nuget;

import dev.slipway.packages.model.NuGetVersion;
import java.time.Instant;

/**
 * A version as an external repository describes it.
 *
 * @param published {@link Instant#EPOCH} when it does not say
 * @param sha512 of the package, lower-case hexadecimal digits; null when it does not say
 */
record ExternalVersion(
    NuGetVersion version,
    PackageDetails details,
    boolean listed,
    Instant published,
    String sha512) {}
