package dev.slipway.testkit.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An API server with one namespace as a state machine: objects with uids and resource versions,
 * optimistic locking, garbage collection by owner, and every change in its order. Objects that it
 * hands out are never changed in place.
 */
public final class ModelCluster {

  /** The namespace of every object. */
  public static final String NAMESPACE = "model";

  private static final int LONGEST = 1500;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A kind and a name. */
  public record Key(String kind, String name) {
    static Key of(HasMetadata object) {
      return new Key(object.getKind(), object.getMetadata().getName());
    }
  }

  /**
   * A change of one object.
   *
   * @param before null when it was created
   * @param after null when it was deleted
   */
  public record Change(
      long version, Instant time, Key key, HasMetadata before, HasMetadata after) {}

  /** A write that the server refuses: an old resource version, or no such object. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private final Map<Key, HasMetadata> objects = new LinkedHashMap<>();
  private final Map<String, List<Change>> changes = new HashMap<>();
  private final List<Consumer<Change>> watchers = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long version;

  public Instant now() {
    return now;
  }

  /** Sets the clock forward. */
  public void tick(Instant time) {
    if (time.isAfter(now)) {
      now = time;
    }
  }

  /** Is told each change when it happens. */
  public void watch(Consumer<Change> watcher) {
    watchers.add(watcher);
  }

  /** The version of the newest change. */
  public long version() {
    return version;
  }

  List<Change> changes(String kind) {
    return changes.getOrDefault(kind, List.of());
  }

  /** All objects of a kind as they are, in order of creation. */
  public <T extends HasMetadata> List<T> list(Class<T> kind) {
    return objects.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public <T extends HasMetadata> Optional<T> get(Class<T> kind, String name) {
    return list(kind).stream().filter(o -> o.getMetadata().getName().equals(name)).findFirst();
  }

  /** Creates the object; false when one of its name exists. */
  public boolean create(HasMetadata wanted) {
    var key = Key.of(wanted);
    if (objects.containsKey(key)) {
      return false;
    }
    var object = copy(wanted);
    object.setMetadata(
        new ObjectMetaBuilder(object.getMetadata())
            .withNamespace(NAMESPACE)
            .withUid("uid-" + (version + 1))
            .withGeneration(1L)
            .withCreationTimestamp(now.truncatedTo(ChronoUnit.SECONDS).toString())
            .build());
    if (object instanceof Pod pod && pod.getStatus() == null) {
      pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
    }
    store(key, object);
    return true;
  }

  /** Server-side apply: maps are merged, lists replaced; an equal object is not written. */
  public void apply(HasMetadata wanted) {
    var key = Key.of(wanted);
    var old = objects.get(key);
    if (old == null) {
      create(wanted);
      return;
    }
    check(old, wanted);
    var before = JSON.<ObjectNode>valueToTree(old);
    var after = before.deepCopy();
    merge(after, JSON.valueToTree(wanted));
    ((ObjectNode) after.get("metadata"))
        .set("resourceVersion", before.get("metadata").get("resourceVersion"));
    if (after.equals(before)) {
      return;
    }
    var object = read(after, old.getClass());
    if (!JSON.valueToTree(old).path("spec").equals(after.path("spec"))) {
      object.getMetadata().setGeneration(old.getMetadata().getGeneration() + 1);
    }
    store(key, object);
  }

  /** Replaces the status; the patch's resource version is a precondition. */
  public void patchStatus(HasMetadata patch) {
    var key = Key.of(patch);
    var old = objects.get(key);
    if (old == null) {
      throw new Refused("not found: " + key);
    }
    check(old, patch);
    var tree = JSON.<ObjectNode>valueToTree(old);
    var status = JSON.valueToTree(patch).get("status");
    if (status.equals(tree.get("status"))) {
      return;
    }
    tree.set("status", status);
    store(key, read(tree, old.getClass()));
  }

  /** Deletes the object and what it owns; a wrong uid or an absent object changes nothing. */
  public void delete(String kind, String name, Optional<String> uid) {
    var key = new Key(kind, name);
    var old = objects.get(key);
    if (old == null || uid.filter(u -> !u.equals(old.getMetadata().getUid())).isPresent()) {
      return;
    }
    objects.remove(key);
    note(key, old, null);
    var owner = old.getMetadata().getUid();
    objects.values().stream()
        .filter(
            o ->
                o.getMetadata().getOwnerReferences().stream()
                    .anyMatch(r -> r.getUid().equals(owner)))
        .toList()
        .forEach(o -> delete(o.getKind(), o.getMetadata().getName(), Optional.empty()));
  }

  /** What the rest of the world does to an object; the change is made on a copy. */
  public <T extends HasMetadata> void change(T object, Consumer<T> how) {
    var old = objects.get(Key.of(object));
    if (old == null) {
      return;
    }
    @SuppressWarnings("unchecked")
    var copy = (T) copy(old);
    how.accept(copy);
    var spec = JSON.valueToTree(old).path("spec");
    if (!spec.equals(JSON.valueToTree(copy).path("spec"))) {
      copy.getMetadata().setGeneration(old.getMetadata().getGeneration() + 1);
    }
    store(Key.of(object), copy);
  }

  private static void check(HasMetadata old, HasMetadata patch) {
    var wanted = patch.getMetadata().getResourceVersion();
    if (wanted != null && !wanted.equals(old.getMetadata().getResourceVersion())) {
      throw new Refused("conflict: " + Key.of(old) + " has changed since " + wanted);
    }
  }

  private void store(Key key, HasMetadata object) {
    var before = objects.get(key);
    object.getMetadata().setResourceVersion(Long.toString(version + 1));
    objects.put(key, object);
    note(key, before, object);
  }

  private void note(Key key, HasMetadata before, HasMetadata after) {
    var change = new Change(++version, now, key, before, after);
    changes.computeIfAbsent(key.kind(), k -> new ArrayList<>()).add(change);
    watchers.forEach(w -> w.accept(change));
  }

  private static void merge(ObjectNode into, JsonNode from) {
    from.properties()
        .forEach(
            field -> {
              var old = into.get(field.getKey());
              if (old instanceof ObjectNode map && field.getValue().isObject()) {
                merge(map, field.getValue());
              } else if (!field.getValue().isNull()) {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  /** The status of an object in short, for people. */
  static String status(HasMetadata object) {
    var status = JSON.valueToTree(object).path("status");
    if (status instanceof ObjectNode fields) {
      fields.remove("conditions");
    }
    var text = status.toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static HasMetadata copy(HasMetadata object) {
    return read(JSON.valueToTree(object), object.getClass());
  }

  private static HasMetadata read(JsonNode tree, Class<? extends HasMetadata> type) {
    try {
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model object cannot be read back", e);
    }
  }
}
