package dev.slipway.packages.model.group;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a name looks like: two names that have a skeleton in common are easily taken for each other.
 * Case is folded, a run of hyphens, dots and underscores is one dot, accents, width and what cannot
 * be seen do not count, a letter of another script is the Latin one that it resembles, 0 is o, 1 is
 * l, and rn is m. Source: Unicode Technical Standard 39, section 4 (skeletons); CodeArtifact user
 * guide, package group definition, weak match.
 */
final class Skeleton {

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\u115f\\u1160\\u3164]+");
  private static final Pattern DASHES = Pattern.compile("[\\p{Pd}\\p{Pc}]");
  private static final int ASCII = 128;

  private Skeleton() {}

  /** The skeletons of a name: a second one when it has a capital I, which is I and looks like l. */
  static Set<String> of(String name) {
    var latin = isAscii(name) ? name : latin(name);
    return latin.indexOf('I') < 0
        ? Set.of(folded(latin))
        : Set.of(folded(latin), folded(latin.replace('I', 'l')));
  }

  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= ASCII) {
        return false;
      }
    }
    return true;
  }

  private static String latin(String name) {
    // Some look like Latin as they are, and no more once they are taken apart.
    var plain = Normalizer.normalize(Confusables.latin(name), Normalizer.Form.NFKD);
    var seen = UNSEEN.matcher(MARKS.matcher(plain).replaceAll("")).replaceAll("");
    return Confusables.latin(DASHES.matcher(seen).replaceAll("-"));
  }

  private static String folded(String latin) {
    var lower = latin.toLowerCase(Locale.ROOT);
    var folded = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      int last = folded.length() - 1;
      switch (c) {
        case '-', '.', '_' -> {
          if (last < 0 || folded.charAt(last) != '.') {
            folded.append('.');
          }
        }
        case '0' -> folded.append('o');
        case '1', '|' -> folded.append('l');
        case 'n' -> {
          if (last >= 0 && folded.charAt(last) == 'r') {
            folded.setCharAt(last, 'm');
          } else {
            folded.append('n');
          }
        }
        default -> folded.append(c);
      }
    }
    return folded.toString();
  }
}
