package dev.slipway.packages.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.packages.store.s3.SharedObject;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Token keys in a bucket, the same for all replicas: whoever finds none that it can open adds one.
 * A new one is made each month; the one before verifies for a day more, longer than any token
 * lives. Thread-safe.
 */
final class SharedKeys implements TokenKeys {

  private static final Logger LOG = LoggerFactory.getLogger(SharedKeys.class);
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration OUTLIVED = Duration.ofDays(1);

  /** How often a key that nobody knows makes one look again. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final ObjectMapper json = new ObjectMapper();
  private final SharedObject object;
  private final SecretKey sealing;
  private final InstantSource clock;
  private long lookedAt = System.nanoTime() - LOOK_NANOS;

  /** Those that can be opened, the newest last. */
  private volatile List<TokenKey> keys = List.of();

  /** Reads the keys; makes one where there is none. */
  SharedKeys(SharedObject object, SecretKey sealing, InstantSource clock) throws IOException {
    this.object = object;
    this.sealing = sealing;
    this.clock = clock;
    refresh();
  }

  /** Reads the keys again, and makes a new one when it is time. */
  void refresh() throws IOException {
    var all = read(object.read());
    if (due(all)) {
      all = read(object.change(old -> write(rotated(read(old)))));
      LOG.info("a new key signs the tokens of this domain from now on");
    }
    keys = all.stream().flatMap(k -> k.open(sealing).stream()).toList();
  }

  private boolean due(List<SealedKey> all) {
    var opened = all.stream().filter(k -> k.open(sealing).isPresent()).toList();
    return opened.isEmpty() || !opened.getLast().madeAt().plus(MONTH).isAfter(clock.instant());
  }

  /** Somebody else may have made one meanwhile, which is then as good. */
  private List<SealedKey> rotated(List<SealedKey> old) throws IOException {
    if (!due(old)) {
      return old;
    }
    var now = clock.instant();
    var next = new ArrayList<SealedKey>();
    for (int i = 0; i < old.size(); i++) {
      var replacedAt = i + 1 < old.size() ? old.get(i + 1).madeAt() : now;
      if (replacedAt.plus(OUTLIVED).isAfter(now)) {
        next.add(old.get(i));
      }
    }
    try {
      next.add(SealedKey.of(TokenKey.make(), now, sealing));
    } catch (GeneralSecurityException e) {
      throw new IOException("no token key can be made: " + e.getMessage(), e);
    }
    return next;
  }

  private List<SealedKey> read(byte[] bytes) throws IOException {
    var all = new ArrayList<SealedKey>();
    try {
      for (var key : json.readTree(bytes).path("keys")) {
        all.add(
            new SealedKey(
                key.path("id").asText(),
                Instant.parse(key.path("madeAt").asText()),
                Objects.requireNonNull(key.path("public").binaryValue(), "public is missing"),
                Objects.requireNonNull(key.path("sealed").binaryValue(), "sealed is missing")));
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "the token keys in the bucket cannot be read; remove the object identity/keys.json, and"
              + " new ones are made: "
              + e.getMessage(),
          e);
    }
    return all;
  }

  private byte[] write(List<SealedKey> all) throws IOException {
    var root = json.createObjectNode();
    ArrayNode array = root.putArray("keys");
    for (var key : all) {
      array
          .addObject()
          .put("id", key.id())
          .put("madeAt", key.madeAt().toString())
          .put("public", key.publicKey())
          .put("sealed", key.sealed());
    }
    return json.writeValueAsBytes(root);
  }

  @Override
  public TokenKey signing() {
    return keys.getLast();
  }

  /** Another replica may have made the key a moment ago. */
  @Override
  public Optional<PublicKey> verifying(String id) {
    var known = known(id);
    if (known.isPresent()) {
      return known;
    }
    ConnectionThread.mayWait();
    return looked(id);
  }

  private synchronized Optional<PublicKey> looked(String id) {
    if (System.nanoTime() - lookedAt >= LOOK_NANOS) {
      try {
        refresh();
      } catch (IOException e) {
        throw new Unanswered("the store does not say which keys there are: " + e.getMessage());
      } finally {
        lookedAt = System.nanoTime();
      }
    }
    return known(id);
  }

  private Optional<PublicKey> known(String id) {
    return keys.stream().filter(k -> k.id().equals(id)).map(k -> k.pair().getPublic()).findFirst();
  }
}
