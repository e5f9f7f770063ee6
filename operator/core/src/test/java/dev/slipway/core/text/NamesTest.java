package dev.slipway.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NamesTest {

  @Test
  void namesAreLabelsAndStable() {
    assertThat(Names.of("shop", "build")).isEqualTo("shop-build");
    var changed = Names.of("Shop", "Ä_b");
    assertThat(changed).matches("shop-b-[0-9a-f]{8}").isEqualTo(Names.of("Shop", "Ä_b"));
    assertThat(Names.of("shop", "Build")).isNotEqualTo(Names.of("shop", "BUILD"));
    var cut = Names.of("a".repeat(300), "b");
    assertThat(cut).hasSize(63).matches("[a-z0-9-]+");
    assertThat(cut).isNotEqualTo(Names.of("a".repeat(300), "c"));
    assertThat(Names.of("___")).matches("x-[0-9a-f]{8}");
  }
}
