package dev.slipway.packages.model.group;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a name looks like: two names of one skeleton are easily taken for each other. Case is
 * folded, a run of hyphens, dots and underscores is one dot, accents and width do not count, and a
 * letter of another script is the Latin one that it resembles. Source: Unicode Technical Standard
 * 39, section 4 (skeletons); CodeArtifact user guide, package group definition, weak match.
 */
final class Skeleton {

  /** Cyrillic, Greek and Armenian letters in lower case, each followed by what it resembles. */
  private static final String LOOK_ALIKES =
      "аaеeоoрpсcуyхxкkвbмmнhтtіiјjѕsԁdԛqԝwһhӏlɡg"
          + "αaβbγyεeηnιiκkνvοoρpτtυuχxωw"
          + "օoսuհhոnքpցgզqյjѕs"
          + "ıiƖlǀl";

  private static final Map<Character, Character> LATIN = new HashMap<>();

  static {
    for (int i = 0; i < LOOK_ALIKES.length(); i += 2) {
      LATIN.put(LOOK_ALIKES.charAt(i), LOOK_ALIKES.charAt(i + 1));
    }
  }

  private Skeleton() {}

  static String of(String name) {
    var plain =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}+", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[-._]+", ".");
    return plain
        .chars()
        .map(c -> LATIN.getOrDefault((char) c, (char) c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
