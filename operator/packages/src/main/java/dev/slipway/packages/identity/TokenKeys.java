package dev.slipway.packages.identity;

import java.security.PublicKey;
import java.util.Optional;

/** The keys of a domain's own tokens. Thread-safe. */
interface TokenKeys {

  /** The key that new tokens are signed with. */
  TokenKey signing();

  /** The key with which a token of this key id is verified; empty when there is none. */
  Optional<PublicKey> verifying(String id);

  /** One key that stays. */
  static TokenKeys of(TokenKey key) {
    return new TokenKeys() {
      @Override
      public TokenKey signing() {
        return key;
      }

      @Override
      public Optional<PublicKey> verifying(String id) {
        return key.id().equals(id) ? Optional.of(key.pair().getPublic()) : Optional.empty();
      }
    };
  }
}
