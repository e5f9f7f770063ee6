package dev.slipway.packages.model.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names are easily taken for each other. */
final class LookAlikesTest {

  private static boolean alike(String one, String other) {
    return !Collections.disjoint(
        LookAlikes.shapes(new PackageName(Format.maven, "com.acme", one)),
        LookAlikes.shapes(new PackageName(Format.maven, "com.acme", other)));
  }

  @ParameterizedTest
  @CsvSource({
    "cool-tool, coo1-tool, true",
    "cool-tool, c0ol.tool, true",
    "cool-tool, COOL__TOOL, true",
    "cool-tool, cooltool, false",
    "modern, modem, true",
    "turn, tum, true",
    "run, rum, false",
    "tool, tooI, true",
    "tool, too|, true",
    "tool, tooi, false",
    "Interface, interface, true",
    "Interface, lnterface, true",
    "INDEX, index, true",
    "core, соrе, true",
    "core, ＣＯＲＥ, true",
    "core, çörè, true",
    "core, co\u200bre, true",
    "core, co\u00adre, true",
    "co-re, co\u2011re, true",
    "co-re, co\u2212re, true",
    "co_re, co\u203fre, true",
    "tool, ƬΟΟŁ, false",
    "tool, ΤΟΟŁ, true",
    "HELP, ΗЕLР, true",
    "net, пеt, true",
    "yew, уеѡ, true",
    "kit, ᏦΙᎢ, true",
    "kit, ꓗꓲꓔ, true",
    "size, ѕɩᴢе, true",
    "lib, \u05d5ib, true",
    "lib2, lib٢, true",
    "𝗍𝗈𝗈𝗅, tool, true",
    "工具, 工貝, false",
    "tool, tools, false",
  })
  void shapes(String one, String other, boolean alike) {
    assertThat(alike(one, other)).isEqualTo(alike);
    assertThat(alike(other, one)).isEqualTo(alike);
    assertThat(alike(one, one)).isTrue();
  }
}
