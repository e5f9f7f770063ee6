package dev.slipway.packages.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;

/** How manifests are written, wherever they are kept. */
public final class ManifestJson {

  /**
   * A manifest and whose it is.
   *
   * @param recorded what is kept with the change that made it; null for nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Written(
      String repository,
      Format format,
      String namespace,
      String name,
      Manifest manifest,
      String recorded) {

    public static Written of(PackageKey key, Manifest manifest) {
      return of(key, manifest, null);
    }

    public static Written of(PackageKey key, Manifest manifest, String recorded) {
      var name = key.name();
      return new Written(
          key.repository(), name.format(), name.namespace(), name.name(), manifest, recorded);
    }

    public PackageKey key() {
      return new PackageKey(repository, new PackageName(format, namespace, name));
    }
  }

  private ManifestJson() {}

  /** What a newer version wrote beside what is known here is passed over. */
  public static ObjectMapper mapper() {
    return JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
        .build();
  }
}
