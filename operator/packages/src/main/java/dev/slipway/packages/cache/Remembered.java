package dev.slipway.packages.cache;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** What was used last, up to a weight; the rest is forgotten. Thread-safe. */
public final class Remembered<V> {

  /** How much of the whole a value takes. */
  public interface Weight<V> {
    long of(V value);
  }

  /** Makes a value that is not known. */
  public interface Maker<V> {
    V make() throws IOException;
  }

  private final long most;
  private final Weight<V> weight;
  private final Map<Object, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private final ReentrantLock lock = new ReentrantLock();
  private long sum;

  /** Remembers so many values. */
  public Remembered(int most) {
    this(most, _ -> 1);
  }

  /** Remembers values of this weight together. */
  public Remembered(long most, Weight<V> weight) {
    this.most = most;
    this.weight = weight;
  }

  public Optional<V> get(Object key) {
    lock.lock();
    try {
      return Optional.ofNullable(values.get(key));
    } finally {
      lock.unlock();
    }
  }

  /** The value of a key, made when it is not known; who asks meanwhile makes it too. */
  public V get(Object key, Maker<V> maker) throws IOException {
    var known = get(key);
    if (known.isPresent()) {
      return known.get();
    }
    var made = maker.make();
    put(key, made);
    return made;
  }

  public void forget(Object key) {
    lock.lock();
    try {
      var old = values.remove(key);
      sum -= old == null ? 0 : weight.of(old);
    } finally {
      lock.unlock();
    }
  }

  /** Remembers a value in place of what the key had. */
  public void put(Object key, V value) {
    lock.lock();
    try {
      sum += weight.of(value);
      var old = values.put(key, value);
      if (old != null) {
        sum -= weight.of(old);
      }
      var eldest = values.entrySet().iterator();
      while (sum > most && eldest.hasNext()) {
        sum -= weight.of(eldest.next().getValue());
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }
}
