package icws.gateway.edge;

import java.util.Set;

/**
 * The web origins whose pages may connect: all of them, or those of a list, compared exactly.
 *
 * <p>A client without an Origin header is no browser and is let in: the check protects a user from
 * foreign pages, and whoever is no browser can write any header.
 *
 * @param listed the origins let in, such as {@code https://app.example}; empty means all
 */
public record AllowedOrigins(Set<String> listed) {

  public AllowedOrigins {
    listed = Set.copyOf(listed);
  }

  boolean admit(String origin) {
    return listed.isEmpty() || origin.isEmpty() || listed.contains(origin);
  }
}
