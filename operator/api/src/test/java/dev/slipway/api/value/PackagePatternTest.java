package dev.slipway.api.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "/pypi//My_Package$, /pypi//my-package$",
    "/pypi//My..Company~, /pypi//my-company~",
    "/nuget//Newtonsoft.Json~, /nuget//newtonsoft.json~",
    "/cargo//Serde_JSON$, /cargo//serde_json$",
    "/npm/Acme/JSONStream$, /npm/Acme/JSONStream$",
    "/maven/com.Acme/Tool$, /maven/com.Acme/Tool$",
    "/go//Example.com/Mod$, /go//Example.com/Mod$",
  })
  void aNameIsReadInTheNormalFormOfItsFormat(String written, String read) {
    assertThat(PackagePattern.parse(written)).isEqualTo(PackagePattern.parse(read));
    assertThat(PackagePattern.parse(written).text()).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({
    "/pypi/requests~, write /pypi//requests~",
    "/pypi/requests/*, write /pypi//requests~",
    "/nuget/acme/tool$, write /nuget//tool$",
    "/go/example.com/*, write /go//example.com~",
    "/cargo/acme~, write /cargo//acme~",
  })
  void aNamespaceThatItsFormatDoesNotHaveFitsNothing(String pattern, String cure) {
    assertThat(PackagePattern.parse(pattern).idle().orElseThrow()).endsWith(cure);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/*", "/pypi/*", "/pypi//*", "/pypi//a$", "/npm/acme~", "/npm//a~", "/go//a.b/c~"})
  void mostPatternsFitSomething(String pattern) {
    assertThat(PackagePattern.parse(pattern).idle()).isEmpty();
  }
}
