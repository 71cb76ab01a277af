package icws.gateway.edge;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The web origins whose pages may connect: all of them, or those of a list.
 *
 * <p>A client without an Origin header is no browser and is let in: the check protects a user from
 * foreign pages, and whoever is no browser can write any header.
 *
 * @param listed the origins let in, in {@link WebOrigin}'s usual form, such as {@code
 *     https://app.example}, {@code https://*.app.example} or {@code null}; empty means all
 */
public record AllowedOrigins(Set<String> listed) {

  public AllowedOrigins {
    listed = Set.copyOf(listed);
  }

  /**
   * Reads {@code *} or a list with commas.
   *
   * @throws IllegalArgumentException if a part of it is no origin; the message says what to write
   */
  public static AllowedOrigins parse(String text) {
    if (text.equals("*")) {
      return new AllowedOrigins(Set.of());
    }
    List<String> origins = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    return new AllowedOrigins(
        origins.stream().map(AllowedOrigins::part).collect(Collectors.toUnmodifiableSet()));
  }

  private static String part(String origin) {
    if (origin.isEmpty()) {
      throw new IllegalArgumentException("there is nothing before or after a comma");
    }
    if (origin.equals("*")) {
      throw new IllegalArgumentException("* lets in all and stands alone");
    }
    if (origin.matches(".*[\\s;\"'].*")) {
      throw new IllegalArgumentException("origins stand between commas, without spaces or quotes");
    }
    return WebOrigin.ofList(origin);
  }

  boolean admit(String origin) {
    if (listed.isEmpty() || origin.isEmpty()) {
      return true;
    }
    Optional<String> usual = WebOrigin.ofHeader(origin);
    return usual.isPresent() && (listed.contains(usual.get()) || admitSubdomain(usual.get()));
  }

  /** Whether what is left of the host without its first label, or first labels, is listed so. */
  private boolean admitSubdomain(String origin) {
    int host = origin.indexOf("://") + "://".length();
    String scheme = origin.substring(0, host);
    for (int dot = origin.indexOf('.', host); dot >= 0; dot = origin.indexOf('.', dot + 1)) {
      if (listed.contains(scheme + WebOrigin.ANY_LABELS + origin.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }
}
