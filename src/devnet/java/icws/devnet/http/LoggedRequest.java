package icws.devnet.http;

import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A request to a canister, of which its access log tells when it is answered.
 *
 * @param canister of the URL
 * @param type as {@link AccessLine#type}
 * @param arrivedNanos by {@link System#nanoTime}
 */
record LoggedRequest(
    Principal canister, String type, Bytes body, InetAddress client, long arrivedNanos) {
  private static final int CLIENT_ID_BYTES = 16;

  /** The type of a request to an endpoint of a canister. */
  static String type(String version, String endpoint) {
    return endpoint.equals("call") && !version.equals("2") ? "sync_call" : endpoint;
  }

  /** What is told of it, when the reply goes out now. */
  AccessLine answered(Reply reply, SubnetKeys keys) {
    Optional<CborMap> content = read(() -> CborMap.read(body).map("content"));
    return new AccessLine(
        canister,
        type,
        content.flatMap(map -> read(() -> map.text("method_name"))),
        clientId(content.flatMap(map -> read(() -> map.bytes("sender"))).orElse(Bytes.EMPTY)),
        body.size(),
        reply.body().size(),
        reply.status(),
        Duration.ofNanos(Math.max(0, System.nanoTime() - arrivedNanos)),
        Instant.now(),
        new AccessLine.Origin(keys.nodeId(), keys.subnetId(), UUID.randomUUID().toString()));
  }

  /** A part of the body; empty where it is not there, for which the request was refused. */
  private static <T> Optional<T> read(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (CborException e) {
      return Optional.empty();
    }
  }

  private String clientId(Bytes sender) {
    Bytes hash = Sha256.hash(Bytes.wrap(client.getAddress()), sender);
    return hash.slice(0, CLIENT_ID_BYTES).hex();
  }
}
