package dev.slipway.packages.ledger;

import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.Format;

/** Addresses of packages whatever their format. Source: package URL specification. */
final class Purl {

  private Purl() {}

  static String of(Format format, String namespace, String name, String version) {
    var scope = format == Format.npm && !namespace.isEmpty() ? "@" + namespace : namespace;
    var type = format == Format.go ? "golang" : format.name();
    return "pkg:"
        + type
        + "/"
        + (scope.isEmpty() ? "" : encode(scope) + "/")
        + encode(name)
        + "@"
        + encode(version);
  }

  /** Only letters, digits, {@code . - _ ~} and slashes stay as they are. */
  private static String encode(String text) {
    var encoded = new StringBuilder();
    for (var c : RequestPath.encode(text).toCharArray()) {
      encoded.append(
          "!$&'()*+,;=@".indexOf(c) < 0 ? Character.toString(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }
}
