package dev.slipway.packages.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.model.Format;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A file of a package that was given to somebody.
 *
 * @param time RFC 3339, UTC
 * @param user empty for nobody that is known
 * @param pod empty when the token is bound to none
 * @param repository that was asked
 * @param namespace empty where there is none
 * @param digest {@code sha256:HEX}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"time", "user", "pod", "podUid", "repository", "format", "namespace", "name"})
public record Pull(
    String time,
    String user,
    String pod,
    String podUid,
    String repository,
    Format format,
    String namespace,
    String name,
    String version,
    String asset,
    String digest) {

  public Pull {
    user = user == null ? "" : user;
    pod = pod == null ? "" : pod;
    podUid = podUid == null ? "" : podUid;
    namespace = namespace == null ? "" : namespace;
  }

  static Pull of(Instant time, Optional<Caller> caller, Call.Given given) {
    var asset = given.asset();
    return new Pull(
        time.truncatedTo(ChronoUnit.MILLIS).toString(),
        caller.map(Caller::user).orElse(""),
        caller.map(Caller::pod).orElse(""),
        caller.map(Caller::podUid).orElse(""),
        asset.repository(),
        asset.name().format(),
        asset.name().namespace(),
        asset.name().name(),
        asset.version(),
        asset.asset(),
        given.digest());
  }

  /** The package as {@code PackageName} writes it: {@code /npm/scope/name}. */
  String packagePath() {
    return "/" + format + "/" + namespace + "/" + name;
  }
}
