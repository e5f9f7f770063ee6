package dev.slipway.packages.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which pulls are wanted. What is empty is not looked at.
 *
 * @param packagePath {@code /FORMAT/NAMESPACE/NAME}, the namespace empty where there is none
 * @param pod the name; with an asterisk at its end all that begin so
 * @param from the first moment
 * @param to the moment after the last
 */
public record PullQuery(
    Optional<String> packagePath,
    Optional<String> version,
    Optional<String> pod,
    Optional<String> podUid,
    Optional<String> user,
    Optional<String> repository,
    Instant from,
    Instant to) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:_-]+");

  /** The pull of a line, when it is wanted. */
  Optional<Pull> read(String line) {
    try {
      return mayMatch(line)
          ? Optional.of(JSON.readValue(line, Pull.class)).filter(this::matches)
          : Optional.empty();
    } catch (JsonProcessingException | DateTimeException | NullPointerException e) {
      // Torn, or of somebody else.
      return Optional.empty();
    }
  }

  boolean matches(Pull pull) {
    var time = Instant.parse(pull.time());
    return !time.isBefore(from)
        && time.isBefore(to)
        && packagePath.filter(p -> !p.equals(pull.packagePath())).isEmpty()
        && version.filter(v -> !v.equals(pull.version())).isEmpty()
        && user.filter(u -> !u.equals(pull.user())).isEmpty()
        && repository.filter(r -> !r.equals(pull.repository())).isEmpty()
        && podUid.filter(u -> !u.equals(pull.podUid())).isEmpty()
        && pod.filter(p -> !matches(p, pull.pod())).isEmpty();
  }

  /** Whether a line may be of a pull that is wanted; tells most of the others without reading. */
  boolean mayMatch(String line) {
    return Stream.of(version, user, repository, podUid, pod.map(p -> p.replaceFirst("\\*$", "")))
        .flatMap(Optional::stream)
        .filter(v -> PLAIN.matcher(v).matches())
        .allMatch(line::contains);
  }

  private static boolean matches(String wanted, String pod) {
    return wanted.endsWith("*")
        ? pod.startsWith(wanted.substring(0, wanted.length() - 1))
        : pod.equals(wanted);
  }
}
