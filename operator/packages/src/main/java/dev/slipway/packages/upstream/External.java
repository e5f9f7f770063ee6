package dev.slipway.packages.upstream;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Description;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** How external repositories of one format are read. Thread-safe. */
public interface External {

  /**
   * A file that an external repository may have.
   *
   * @param expected what its bytes must be
   * @param released when its version was; null when only the file's answer may tell
   * @param describe what is kept with the version; null for nothing
   */
  record Offer(String url, Expected expected, Instant released, Description describe) {

    /** Only asking tells whether it is there, and what it is. */
    public static Offer unknown(String url) {
      return new Offer(url, Expected.NOTHING, null, null);
    }
  }

  /**
   * What the repository lists of a package; {@link Listing#NONE} when it has no such package.
   *
   * @throws UpstreamException when it cannot be asked and nothing is kept
   */
  Listing listing(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException;

  /** Is told where a file may be before that is certain. */
  interface Guess {
    /** Nobody wants to know. */
    Guess NONE = (_, _) -> {};

    void probably(ExternalRepository repository, String url);
  }

  /** Where a file of a version would be; empty when it is known that there is none. */
  Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException;

  /**
   * The same for one who wants the file as soon as possible.
   *
   * @param guess told where the file most likely is when something else has to be asked for first
   */
  default Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset, Guess guess)
      throws IOException, InterruptedException {
    return offer(repository, name, version, asset);
  }

  /**
   * When a version was released. Formats whose listings do not say so ask for it.
   *
   * @return empty when the repository does not tell
   */
  default Optional<Instant> released(
      ExternalRepository repository, PackageName name, String version)
      throws IOException, InterruptedException {
    return Optional.ofNullable(listing(repository, name).versions().get(version))
        .filter(time -> !time.equals(Instant.EPOCH));
  }
}
