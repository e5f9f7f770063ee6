package dev.slipway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckoutTest {

  @ParameterizedTest
  @CsvSource({
    "http://git/a.git: cannot open git-upload-pack, true",
    "http://git/a.git: Connection refused, true",
    "http://git/a.git: Read timed out, true",
    "http://git/a.git: 503 Service Unavailable, true",
    "http://git/a.git: not authorized, false",
    "http://git/a.git: git-upload-pack not found, false",
    "Remote does not have refs/heads/x available for fetch., false",
    "http://git/5031/a.git: not found, false",
  })
  void whatMayPassIsTriedAgain(String message, boolean again) {
    assertThat(Checkout.mayPass(message)).isEqualTo(again);
  }
}
