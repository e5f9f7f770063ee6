package dev.slipway.packages.identity;

import java.util.Optional;

/** Who asks, and what they may. */
public interface Access {

  /** Who has this Authorization header; empty for nobody that is known. */
  Optional<Caller> caller(String header);

  /** Whether the caller may do this to a repository's packages: get, update or delete. */
  boolean mayUse(Caller caller, String verb, String repository);

  /** Whether the caller may read and write artifacts and logs of the domain. */
  boolean mayUseStore(Caller caller, String domain);

  /** Whether the caller may take all of the domain out (get), or change what it keeps (update). */
  boolean mayAdminister(Caller caller, String verb, String domain);
}
