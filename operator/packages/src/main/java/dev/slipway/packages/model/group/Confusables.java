package dev.slipway.packages.model.group;

import java.util.HashMap;
import java.util.Map;

/**
 * Letters and signs that look like those of ASCII. Names of npm, PyPI, NuGet, Cargo and Go have
 * ASCII only, so for them the digits and pairs count that {@link Skeleton} knows; names of Maven
 * and generic packages may have anything. Made for package names, not for text: of the scripts that
 * are mixed with Latin to deceive, the letters that pass for one of it. Source: Unicode Technical
 * Standard 39, section 4.
 */
final class Confusables {

  /** Each letter of ASCII, followed by what looks like it. Capitals have entries of their own. */
  private static final String[] TABLE = {
    "aаαɑꭺ",
    "bьƅꮟ",
    "cсϲᴄⲥꮯ",
    "dԁꮷđ",
    "eеҽεꭼ",
    "fꞙϝք",
    "gɡցƍǥ",
    "hһհħ",
    "iіιıɪɩꭵɨ",
    "jјϳյ",
    "kкκᴋⲕꮶ",
    "lӏǀłƚ",
    "mмᴍꮇ",
    "nոռηпᴎ",
    "oоοօσᴏⲟჿɵøꓳⵔ",
    "pрρϱⲣꮲ",
    "qԛգզ",
    "rгᴦⲅꭇꮁ",
    "sѕꜱƽꮪ",
    "tтτᴛꭲŧ",
    "uυսμᴜʋ",
    "vνѵᴠꮩⴸ",
    "wԝωᴡѡաɯꮃ",
    "xхχ×",
    "yуγүყɣʏꮍ",
    "zᴢꮓƶ",
    "AАΑᎪꓮ",
    "BВΒвᏴꓐ",
    "CСϹᏟꓚ",
    "DᎠꓓĐ",
    "EЕΕᎬꓰⴹ℮",
    "FϜꓝ",
    "GᏀꓖ",
    "HНΗнᎻꓧ",
    "IІΙӀƖⅠꓲⵏ∣",
    "JЈᎫꓙ",
    "KКΚᏦꓗⲔ",
    "LᏞꓡŁ",
    "MМΜᎷꓟⲘ",
    "NΝꓠⲚ",
    "OОΟՕⲞØ",
    "PРΡᏢꓑⲢ",
    "QԚⵕ",
    "RᎡᏒꓣ",
    "SЅՏᏚꓢ",
    "TТΤᎢꓔⲦ",
    "UՍꓴ",
    "VᏙꓦ",
    "WԜᎳᏔꓪ",
    "XХΧꓫⲬⵝ",
    "YУΥҮᎩꓬⲨ",
    "ZΖᏃꓜ",
    "-−·•∙⋅‧⁃",
  };

  /** Hebrew and Arabic ones, which editors show in odd places: vav and final nun, samekh, alef. */
  private static final Map<Integer, String> RIGHT_TO_LEFT =
      Map.of(0x05D5, "l", 0x05DF, "l", 0x05E1, "o", 0x0627, "l", 0x0647, "o");

  private static final Map<Integer, String> LIKE = new HashMap<>(RIGHT_TO_LEFT);

  static {
    for (var row : TABLE) {
      row.codePoints().skip(1).forEach(c -> LIKE.put(c, row.substring(0, 1)));
    }
    LIKE.put((int) 'æ', "ae");
    LIKE.put((int) 'œ', "oe");
  }

  private Confusables() {}

  /** What a text looks like. */
  static String latin(String text) {
    var latin = new StringBuilder();
    text.codePoints().forEach(c -> latin.append(latin(c)));
    return latin.toString();
  }

  /** A digit in any script, a letter, or the character itself. */
  private static String latin(int c) {
    var like = LIKE.get(c);
    if (like != null) {
      return like;
    }
    return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER
        ? Integer.toString(Character.digit(c, 10))
        : Character.toString(c);
  }
}
