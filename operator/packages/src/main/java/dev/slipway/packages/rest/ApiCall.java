package dev.slipway.packages.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.access.AccessGrants;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A call of the API while it is answered. */
final class ApiCall {

  static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final int LARGEST_BODY = 1 << 20;
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final List<String> words;
  private final Exchange exchange;
  private final Access access;
  private final Catalog catalog;
  private final Call call;
  private String verb = "";
  private String repository = "";

  /**
   * A call.
   *
   * @param words of the path, below {@code /api/v1}
   */
  ApiCall(List<String> words, Exchange exchange, Access access, Catalog catalog, Call call) {
    this.words = words;
    this.exchange = exchange;
    this.access = access;
    this.catalog = catalog;
    this.call = call;
  }

  List<String> words() {
    return words;
  }

  Exchange exchange() {
    return exchange;
  }

  Call call() {
    return call;
  }

  /** What was asked of the API server; empty before that. */
  String verb() {
    return verb;
  }

  String repository() {
    return repository;
  }

  /** The method; HEAD is answered as GET without a body. */
  String method() {
    return exchange.method().equals("HEAD") ? "GET" : exchange.method();
  }

  /** Goes on only with this method. */
  void only(String wanted) {
    if (!method().equals(wanted)) {
      throw new Problem(405, method() + " is not known here");
    }
  }

  /**
   * Goes on only when the caller may do this.
   *
   * @param name of the repository; empty for all of them
   */
  void need(String wanted, String name) {
    need(wanted, name, Optional.empty());
  }

  /**
   * Goes on only when the caller may do this to a package.
   *
   * @param name of the repository
   * @param subject empty for what is about no package, or about all
   */
  void need(String wanted, String name, Optional<PackageName> subject) {
    verb = wanted;
    repository = name;
    requireAccess(wanted, name, subject);
  }

  /**
   * Goes on only when the caller may read packages, or events alone.
   *
   * @param name of the repository; empty for all of them
   */
  void needEvents(String name) {
    verb = "get";
    repository = name;
    if (!access.mayFollow(call.caller().orElseThrow())) {
      requireAccess(verb, name, Optional.empty());
    }
  }

  /** Goes on only when the caller may do this too. */
  void requireAccess(String wanted, String name, Optional<PackageName> subject) {
    var caller = call.caller().orElseThrow();
    var grants = grants(name);
    if (grants.allowEverywhere(caller.user(), caller.groups(), wanted)
        || subject.filter(s -> grants.allow(caller.user(), caller.groups(), wanted, s)).isPresent()
        || access.mayUse(caller, wanted, name)) {
      return;
    }
    throw new Problem(
        403,
        "%s may not %s repositories/packages of %s: a Role has to allow this verb%s"
            .formatted(
                caller.user(),
                wanted,
                name.isEmpty() ? "all repositories" : "repository " + name,
                name.isEmpty() ? "" : ", or access of the Repository"));
  }

  /** What the repository itself allows. */
  private AccessGrants grants(String name) {
    return catalog.find(name).map(RepositoryView::access).orElse(AccessGrants.NONE);
  }

  /** Whether the caller may read something of the repository. */
  boolean mayRead(String name) {
    var caller = call.caller().orElseThrow();
    return grants(name).allowSomewhere(caller.user(), caller.groups(), "get")
        || access.mayUse(caller, "get", name);
  }

  /** A query parameter; empty when it is not there or says nothing. */
  Optional<String> query(String name) {
    return Optional.ofNullable(exchange.query(name)).filter(v -> !v.isEmpty());
  }

  /** How many entries a page has at most. */
  int max() {
    return (int) number("max", USUAL_PAGE, 1, LARGEST_PAGE);
  }

  /** A number in the query. */
  long number(String name, long usual, long least, long most) {
    var text = query(name);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw Problem.invalid(
        "%s is %s; write a number from %d to %d".formatted(name, text.get(), least, most));
  }

  /** A time in the query. */
  Optional<Instant> time(String name) {
    var text = query(name);
    try {
      return text.map(Instant::parse);
    } catch (DateTimeException e) {
      throw Problem.invalid(name + " is " + text.get() + "; write a time as 2026-01-31T12:00:00Z");
    }
  }

  /** One of the words of an enumeration. */
  static <E extends Enum<E>> E word(Class<E> type, String field, String text) {
    for (var value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
    }
    throw Problem.invalid(
        "%s is %s; write one of %s"
            .formatted(field, text, Arrays.toString(type.getEnumConstants())));
  }

  /** The body, which has none but these fields. */
  ObjectNode body(Set<String> fields) throws IOException {
    var bytes = exchange.body().readNBytes(LARGEST_BODY + 1);
    if (bytes.length > LARGEST_BODY) {
      throw new Problem(413, "a body has at most " + LARGEST_BODY + " bytes");
    }
    try {
      if (!(JSON.readTree(bytes) instanceof ObjectNode body)) {
        throw Problem.invalid("send a JSON object with the fields " + fields);
      }
      body.fieldNames()
          .forEachRemaining(
              field -> {
                if (!fields.contains(field)) {
                  throw Problem.invalid(
                      "there is no field " + field + " here; there are " + fields);
                }
              });
      return body;
    } catch (JsonProcessingException e) {
      throw Problem.invalid("the body is no JSON: " + e.getOriginalMessage());
    }
  }

  /** Answers. */
  void answer(ObjectNode document) throws IOException {
    exchange.set("Cache-Control", "no-store");
    exchange.json(200, JSON.writeValueAsBytes(document));
  }
}
