package dev.slipway.api.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PackagePatternTest {

  @ParameterizedTest
  @CsvSource({
    "/*, /npm/*, true",
    "/*, /npm//react$, true",
    "/*, /*, false",
    "/npm/*, /*, false",
    "/npm/*, /npm/*, false",
    "/npm/*, /npm/acme/*, true",
    "/npm/*, /npm/acme~, true",
    "/npm/*, /pypi/*, false",
    "/npm/acme/*, /npm/acme/ui$, true",
    "/npm/acme/*, /npm/acme/ui~, true",
    "/npm/acme/*, /npm/acme~, false",
    "/npm/acme/*, /npm/acmes/*, false",
    "/npm/acme/*, /npm//acme$, false",
    "/npm/acme~, /npm/acme/*, true",
    "/npm/acme~, /npm/acme-x/ui$, true",
    "/npm/acme~, /npm/acme-x~, true",
    "/npm/acme~, /npm/acmes~, false",
    "/npm/acme-x~, /npm/acme~, false",
    "/npm/acme/ui~, /npm/acme/ui$, true",
    "/npm/acme/ui~, /npm/acme/ui-kit$, true",
    "/npm/acme/ui$, /npm/acme/ui~, false",
    "/npm/acme/ui$, /npm/acme/ui$, false",
    "/npm//*, /npm//react$, true",
    "/npm//*, /npm/acme/react$, false",
  })
  void aPatternIsAroundAnotherOneWhenItHasAllItsPackages(
      String outer, String inner, boolean encloses) {
    assertThat(PackagePattern.parse(outer).encloses(PackagePattern.parse(inner)))
        .isEqualTo(encloses);
  }
}
