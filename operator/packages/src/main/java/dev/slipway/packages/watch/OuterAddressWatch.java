package dev.slipway.packages.watch;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.packages.http.OuterAddresses;
import java.util.List;

/** Has documents name the addresses that the domain says clients outside use. Thread-safe. */
public final class OuterAddressWatch implements SpecHandler<Domain> {

  private final OuterAddresses addresses;

  public OuterAddressWatch(OuterAddresses addresses) {
    this.addresses = addresses;
  }

  @Override
  public void onAdd(Domain domain) {
    addresses.set(domain.getSpec().externalUrls());
  }

  @Override
  public void onDelete(Domain domain, boolean unknown) {
    addresses.set(List.of());
  }
}
