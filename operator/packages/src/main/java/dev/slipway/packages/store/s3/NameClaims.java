package dev.slipway.packages.store.s3;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.LookAlikes;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.ManifestJson;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets packages of all replicas begin one after the other whose names look alike. Who begins one
 * writes before what its name looks like into one of some small objects, and takes it out again
 * when others can see the package. A claim that somebody has seen for {@link #LASTS} is of a
 * replica that is gone; no clock is compared with another one's. Thread-safe.
 */
final class NameClaims {

  /** Longer than a beginning can take with a store that answers each request at the last moment. */
  static final Duration LASTS = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(NameClaims.class);
  private static final int OBJECTS = 256;
  private static final int ATTEMPTS = 12;

  /**
   * Somebody who begins a package.
   *
   * @param id of this beginning alone
   * @param shape what the name looks like
   */
  private record Claim(String id, String shape, String name) {
    boolean against(Claim other) {
      return shape.equals(other.shape) && !name.equals(other.name);
    }

    boolean same(Claim other) {
      return shape.equals(other.shape) && name.equals(other.name);
    }
  }

  /** Brings this replica up to date. */
  interface Step {
    void run() throws IOException;
  }

  /** One of the objects, and since when this replica knows the claims in it. */
  private static final class Place {
    private final SharedObject object;
    private final Map<String, Long> since = new HashMap<>();

    Place(SharedObject object) {
      this.object = object;
    }
  }

  private final ObjectMapper json = ManifestJson.mapper();
  private final ConcurrentMap<Integer, Place> places = new ConcurrentHashMap<>();
  private final S3Client client;
  private final String prefix;
  private final Step hear;
  private final Step look;
  private final LongSupplier nanos;

  /**
   * The claims of a bucket.
   *
   * @param prefix what all keys begin with, empty or with a slash at the end
   * @param hear of all packages that others have begun
   * @param look also for those whose beginner could not say so any more
   */
  NameClaims(S3Client client, String prefix, Step hear, Step look, LongSupplier nanos) {
    this.client = client;
    this.prefix = prefix + "names/";
    this.hear = hear;
    this.look = look;
    this.nanos = nanos;
  }

  /**
   * See {@link Manifests#alone}. When the step fails, nobody knows what of it the others can see,
   * so its claim stays until it is too old.
   */
  <T> T alone(PackageName name, Manifests.Step<T> step) throws IOException {
    var id = UUID.randomUUID().toString();
    var held = new ArrayDeque<Claim>();
    try {
      boolean dead = false;
      for (var shape : LookAlikes.shapes(name).stream().sorted().toList()) {
        var claim = new Claim(id, shape, name.toString());
        dead |= take(claim);
        held.push(claim);
      }
      if (dead) {
        look.run();
      }
      hear.run();
    } catch (IOException e) {
      held.forEach(this::giveBack);
      throw e;
    }
    var result = step.run();
    held.forEach(this::giveBack);
    return result;
  }

  /**
   * Writes a claim once there is none against it.
   *
   * @return whether one was against it that is too old
   */
  private boolean take(Claim claim) throws IOException {
    var place = place(claim);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      var found = new boolean[2];
      place.object.change(
          old -> {
            var claims = read(old);
            var dead = dead(place, claims);
            found[0] = claims.stream().anyMatch(c -> claim.against(c) && !dead.contains(c));
            found[1] = dead.stream().anyMatch(claim::against);
            if (found[0] || claims.contains(claim)) {
              return old;
            }
            claims.add(claim);
            return json.writeValueAsBytes(claims);
          });
      if (!found[0]) {
        return found[1];
      }
      LockSupport.parkNanos(
          Retry.pause(attempt, ThreadLocalRandom.current().nextDouble()).toNanos());
    }
    throw new S3Exception(
        claim.name()
            + " looks like a package that is being published for the first time;"
            + " this one was not published, try again");
  }

  /**
   * Takes a claim out, and those of the same name that are too old. One of another name stays: what
   * it began may be there without anybody having heard of it, and each who looks like it must look.
   */
  private void giveBack(Claim claim) {
    var place = place(claim);
    try {
      place.object.change(
          old -> {
            var claims = read(old);
            var done = dead(place, claims);
            done.removeIf(c -> !claim.same(c));
            done.add(claim);
            return claims.removeAll(done) ? json.writeValueAsBytes(claims) : old;
          });
    } catch (IOException e) {
      LOG.warn("the name {} is kept from others for some minutes: {}", claim.name(), e.toString());
    }
  }

  private Place place(Claim claim) {
    int number = Math.floorMod(claim.shape().hashCode(), OBJECTS);
    return places.computeIfAbsent(
        number, n -> new Place(new SharedObject(client, prefix + "%02x".formatted(n))));
  }

  /** Those that are too old; in the turn of the object. */
  private List<Claim> dead(Place place, List<Claim> claims) {
    long now = nanos.getAsLong();
    place.since.keySet().retainAll(claims.stream().map(Claim::id).toList());
    claims.forEach(c -> place.since.putIfAbsent(c.id(), now));
    var dead = new ArrayList<>(claims);
    dead.removeIf(c -> now - place.since.get(c.id()) < LASTS.toNanos());
    return dead;
  }

  private List<Claim> read(byte[] bytes) throws IOException {
    return bytes.length == 0
        ? new ArrayList<>()
        : json.readValue(bytes, new TypeReference<ArrayList<Claim>>() {});
  }
}
