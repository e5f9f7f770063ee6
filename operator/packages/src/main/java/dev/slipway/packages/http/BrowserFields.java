package dev.slipway.packages.http;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** Fields of answers that keep browsers from doing anything with what somebody stored. */
final class BrowserFields {

  private static final List<HttpField> ALWAYS =
      List.of(
          new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
          new PreEncodedHttpField(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"));

  private static final HttpField ATTACHMENT =
      new PreEncodedHttpField("Content-Disposition", "attachment");

  private BrowserFields() {}

  /** No browser takes an answer for a page of this server, or runs it. */
  static void protect(HttpFields.Mutable fields) {
    ALWAYS.forEach(fields::put);
  }

  /** A browser keeps an answer, and does not show it. */
  static void attachment(HttpFields.Mutable fields) {
    fields.put(ATTACHMENT);
  }
}
