package dev.slipway.packages.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.packages.http.OuterAddresses;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** What a domain says of the addresses that clients outside use. */
final class OuterAddressWatchTest {

  private final OuterAddresses addresses = new OuterAddresses();
  private final OuterAddressWatch watch = new OuterAddressWatch(addresses);

  private static Domain domain(long generation, String spec) {
    return Serialization.unmarshal(
        "metadata: {name: d, generation: %d}\nspec: {%s}".formatted(generation, spec),
        Domain.class);
  }

  private String told() {
    return addresses.root("http", "packages.example.com");
  }

  @Test
  void theDomainsAddressesCountAsLongAsItHasThem() {
    var with = domain(1, "externalUrls: ['https://packages.example.com']");
    watch.onAdd(with);
    assertThat(told()).isEqualTo("https://packages.example.com");
    var without = domain(2, "");
    watch.onUpdate(with, without);
    assertThat(told()).isEqualTo("http://packages.example.com");
    watch.onUpdate(without, domain(3, "externalUrls: ['https://packages.example.com/x']"));
    assertThat(told()).isEqualTo("https://packages.example.com/x");
    watch.onDelete(with, false);
    assertThat(told()).isEqualTo("http://packages.example.com");
  }
}
