package dev.slipway.packages.event;

import dev.slipway.packages.store.s3.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Objects {@code webhooks/NAME} of a bucket; the holder of the lease tells webhooks. */
record SharedPlaces(Shared shared) implements WebhookPlaces {

  private static final String FOLDER = "webhooks/";

  @Override
  public boolean mine() {
    return shared.lease().mine();
  }

  @Override
  public WebhookPlace of(String name) {
    var object = shared.object(FOLDER + name);
    return new WebhookPlace() {
      @Override
      public long read(long last) throws IOException {
        return number(object.change(old -> old.length == 0 ? bytes(last) : old), last);
      }

      /** Over what was read or kept last: another one's place is not set back. */
      @Override
      public void keep(long number) throws IOException {
        if (!object.replace(bytes(number)) && number(object.read(), 0) < number) {
          throw new IOException("another replica tells this webhook now");
        }
      }

      @Override
      public void forget() throws IOException {
        shared.client().delete(shared.prefix() + FOLDER + name);
      }
    };
  }

  private static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static long number(byte[] bytes, long otherwise) {
    try {
      return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII).strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  @Override
  public List<String> names() throws IOException {
    var names = new ArrayList<String>();
    var folder = shared.prefix() + FOLDER;
    shared.client().list(folder, o -> names.add(o.key().substring(folder.length())));
    return names;
  }
}
