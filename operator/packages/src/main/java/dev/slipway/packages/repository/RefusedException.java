package dev.slipway.packages.repository;

import dev.slipway.packages.model.Refusal;
import java.io.IOException;

/** A request that a rule is against. */
public final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
