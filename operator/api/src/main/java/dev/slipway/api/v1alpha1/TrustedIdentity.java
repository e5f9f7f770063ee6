package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * Jobs and people of another system that may exchange its OpenID Connect token for one of the
 * package server. Source: OpenID Connect Discovery 1.0; OAuth 2.0 Token Exchange, RFC 8693.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "size(self.claims) > 0",
    message =
        "claims must name at least one claim: else everybody whom the issuer knows is trusted")
@ValidationRule(
    value = "has(self.serviceAccount) != has(self.user)",
    message = "a trusted identity becomes a serviceAccount or a user: name one of them")
@ValidationRule(
    value = "!has(self.groups) || has(self.user)",
    message = "groups belong to a user; a ServiceAccount has its own")
@ValidationRule(
    value =
        "(!has(self.user) || !self.user.startsWith('system:')) && (!has(self.groups) ||"
            + " self.groups.all(g, !g.startsWith('system:')))",
    message = "names that begin with system: belong to the cluster")
@ValidationRule(
    value =
        "!has(self.ttl) || (duration(self.ttl) >= duration('1m') && duration(self.ttl) <="
            + " duration('12h'))",
    message = "ttl is from 1m to 12h")
public record TrustedIdentity(
    @JsonPropertyDescription("Address of the issuer, as its tokens name it in iss.")
        @Required
        @Pattern("^https?://[^\\s@?#]+$")
        @Size(max = 2048)
        String issuer,
    @JsonPropertyDescription(
            "What the tokens must name in aud; the audience of this domain where absent.")
        @Size(min = 1, max = 2048)
        String audience,
    @JsonPropertyDescription(
            "What else the tokens must say: the value of each claim; * stands for any text.")
        @Required
        Map<String, String> claims,
    @JsonPropertyDescription(
            "Whom the caller becomes: a ServiceAccount of this namespace, which need not exist.")
        LocalReference serviceAccount,
    @JsonPropertyDescription("Whom the caller becomes: a user of this name.")
        @Size(min = 1, max = 253)
        String user,
    @JsonPropertyDescription("Groups of that user.") @Size(max = 32) List<String> groups,
    @JsonPropertyDescription("Life of the token that is given; 1h where absent, at most 12h.")
        @Pattern("^([0-9]+(h|m|s))+$")
        String ttl,
    @JsonPropertyDescription("ConfigMap key with the PEM certificates to trust for the issuer.")
        KeyReference caRef) {
  public TrustedIdentity {
    claims = claims == null ? Map.of() : Map.copyOf(claims);
    groups = groups == null ? List.of() : List.copyOf(groups);
  }
}
