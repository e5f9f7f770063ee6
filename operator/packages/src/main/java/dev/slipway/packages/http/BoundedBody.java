package dev.slipway.packages.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** The body of a request, unpacked, and ended when it turns out to be too large or a bomb. */
public final class BoundedBody extends FilterInputStream {

  private static final int MOST_RATIO = 100;
  private static final int SMALL = 1 << 20;

  /** A body that is not read to its end; says why. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    public Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private static final class Counted extends FilterInputStream {
    private long sum;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      sum += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      sum += Math.max(0, n);
      return n;
    }
  }

  private final Counted packed;
  private final long most;
  private long sum;

  private BoundedBody(InputStream plain, Counted packed, long most) {
    super(plain);
    this.packed = packed;
    this.most = most;
  }

  /**
   * The body of a request; gzip is unpacked.
   *
   * @param most bytes when it is unpacked
   * @throws Refused here for a coding that is not known, and later while it is read
   */
  public static InputStream of(Exchange exchange, long most) throws IOException {
    return of(exchange.body(), exchange.header("Content-Encoding"), most);
  }

  static InputStream of(InputStream body, String coding, long most) throws IOException {
    var packed = new Counted(body);
    var plain =
        switch (coding == null ? "identity" : coding.strip().toLowerCase(Locale.ROOT)) {
          case "identity", "" -> packed;
          case "gzip", "x-gzip" -> new GZIPInputStream(packed);
          default -> throw new Refused(415, "send the body with gzip or without any coding");
        };
    return new BoundedBody(plain, packed, most);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = super.read(into, offset, length);
    sum += Math.max(0, n);
    if (sum > most || (sum > SMALL && sum / MOST_RATIO > packed.sum)) {
      throw new Refused(413, "the body is larger than " + most + " bytes, or is packed too well");
    }
    return n;
  }
}
