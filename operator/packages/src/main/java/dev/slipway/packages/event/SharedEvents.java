package dev.slipway.packages.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.store.RecordLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Events that travel with their changes through the log that replicas share: the same for all of
 * them.
 */
public record SharedEvents(RecordLog records) implements EventStream {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Page after(long number, int most) throws IOException {
    var part = records.after(number, most);
    var events = new ArrayList<String>();
    long at = part.number();
    for (var record : part.records()) {
      events.add(EventDocument.numbered((ObjectNode) JSON.readTree(record), at++).toString());
    }
    return new Page(events, events.isEmpty() ? number : at - 1, part.oldest(), part.last());
  }

  @Override
  public boolean await(long number, Duration longest) throws InterruptedException {
    return records.await(number, longest);
  }

  @Override
  public void release() {
    records.release();
  }
}
