package dev.slipway.packages.repository;

import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.PackageName;
import java.io.IOException;
import java.util.Optional;

/** Speaks the protocol of one format. Thread-safe. */
public interface FormatHandler {

  /**
   * What a request does to the repository's packages.
   *
   * @return get, update or delete; empty for what everybody may do; null for a method that the
   *     format does not know
   */
  default String verb(String method, RequestPath path) {
    return switch (method) {
      case "GET", "HEAD" -> "get";
      case "PUT", "POST" -> "update";
      case "DELETE" -> "delete";
      default -> null;
    };
  }

  /** A header beside Authorization in which the format's clients may send their token. */
  default Optional<String> keyHeader() {
    return Optional.empty();
  }

  /** The package that a request is about; empty when it is about none, or about several. */
  default Optional<PackageName> subject(RequestPath path) {
    return Optional.empty();
  }

  /**
   * Whether the package stands in the request's body. The handler then asks {@link
   * Exchange#permits} before it does anything.
   */
  default boolean namedInBody(String method, RequestPath path) {
    return false;
  }

  /**
   * Answers a request of somebody who may do what {@link #verb} says.
   *
   * @param path below the address of the repository in this format
   */
  void handle(RepositoryView repository, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException;

  /** Answers that something is not done, as the clients of the format show it to people. */
  default void refuse(Exchange exchange, int status, String message) throws IOException {
    exchange.answer(status, message);
  }
}
