package dev.slipway.packages.identity;

import java.util.Optional;

/** Who asks, and what they may. */
public interface Access {

  /**
   * Who has this Authorization header; empty for nobody that is known.
   *
   * @throws Unanswered when that cannot be known now; so do the others
   */
  Optional<Caller> caller(String header);

  /**
   * Whether the caller may do this to a repository's packages.
   *
   * @param verb get, update, delete, copy, dispose, quarantine or admin
   * @param repository empty for all of them
   */
  boolean mayUse(Caller caller, String verb, String repository);

  /** Whether the caller may read and write artifacts and logs of the domain. */
  boolean mayUseStore(Caller caller, String domain);

  /** Whether the caller may make tokens of others void. */
  default boolean mayRevoke(Caller caller) {
    return false;
  }

  /** Whether the caller may read the events of the domain, whatever else it may. */
  default boolean mayFollow(Caller caller) {
    return false;
  }

  /**
   * Whether the caller may take all of the domain out (get), or change what it keeps, its
   * advisories included (update).
   */
  boolean mayAdminister(Caller caller, String verb, String domain);
}
