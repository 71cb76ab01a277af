package icws.ic.agent;

import icws.ic.Bytes;
import java.net.URI;

/**
 * Which Internet Computer: where it answers and what its root key is.
 *
 * @param baseUri {@code http} or {@code https}, without {@code /api/…}
 * @param rootKeyDer the key that all certificates follow from, 133 bytes of DER
 */
public record Network(URI baseUri, Bytes rootKeyDer) {

  private static final String MAINNET_KEY =
      "308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100"
          + "814c0e6ec71fab583b08bd81373c255c3c371b2e84863c98a4f1e08b74235d14"
          + "fb5d9c0cd546d9685f913a0c0b2cc5341583bf4b4392e467db96d65b9bb4cb71"
          + "7112f8472e0d5a4d14505ffd7484b01291091c5f87b98883463f98091a0baaae";

  public Network {
    requireHttp(baseUri);
  }

  /** The public network, by its API boundary nodes, with its key built in. */
  public static Network mainnet() {
    return new Network(URI.create("https://icp-api.io"), Bytes.ofHex(MAINNET_KEY));
  }

  /** The place of an endpoint, such as {@code /api/v2/status}. */
  static URI endpoint(URI baseUri, String path) {
    String base = requireHttp(baseUri).toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  private static URI requireHttp(URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw new IllegalArgumentException("not an http or https URL with a host: " + uri);
    }
    if (uri.getQuery() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("a network's URL has no query or fragment: " + uri);
    }
    return uri;
  }
}
