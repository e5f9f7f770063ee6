package dev.slipway.packages.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What documents call the server, by the host that a client asked. */
final class OuterAddressesTest {

  private final OuterAddresses addresses = new OuterAddresses();

  @BeforeEach
  void set() {
    addresses.set(
        List.of(
            "https://packages.example.com",
            "https://example.com/packages/",
            "https://other.example.com:8443",
            "http://plain.example.com:80"));
  }

  @ParameterizedTest
  @CsvSource({
    "packages.example.com, https://packages.example.com",
    "PACKAGES.example.com, https://packages.example.com",
    "packages.example.com:443, https://packages.example.com",
    "example.com, https://example.com/packages",
    "other.example.com:8443, https://other.example.com:8443",
    "other.example.com, http://other.example.com",
    "plain.example.com, http://plain.example.com:80",
    "packages-default.team:80, http://packages-default.team:80",
    "evil.packages.example.com, http://evil.packages.example.com",
  })
  void theHostThatIsAskedDecides(String host, String root) {
    assertThat(addresses.root("http", host)).isEqualTo(root);
  }

  @Test
  void onlyTheLastOnesCount() {
    addresses.set(List.of());
    assertThat(addresses.root("http", "example.com")).isEqualTo("http://example.com");
  }
}
