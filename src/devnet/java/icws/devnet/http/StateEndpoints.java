package icws.devnet.http;

import icws.devnet.replica.Replica;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the endpoints do that tell of the network's state, apart from HTTP itself. Throws {@link
 * RefusedException} or {@link icws.ic.cbor.CborException} for a request that is wrong. Thread-safe;
 * blocks nobody.
 */
final class StateEndpoints {
  private final Replica replica;
  private final SubnetKeys keys;
  private final Executor threads;
  private final IngressVerifier verifier;
  private final Consumer<ObservedRequest> observer;

  /**
   * Creates the endpoints.
   *
   * @param threads where certificates are made, to spare the replica's thread
   * @param observer is told of every request that is taken
   */
  StateEndpoints(
      Replica replica, SubnetKeys keys, Executor threads, Consumer<ObservedRequest> observer) {
    this.replica = replica;
    this.keys = keys;
    this.threads = threads;
    this.verifier = new IngressVerifier(replica::nowNanos, keys);
    this.observer = observer;
  }

  Reply status() {
    observer.accept(new ObservedRequest(ObservedRequest.Kind.STATUS, Principal.MANAGEMENT, ""));
    return Reply.cbor(
        new CborWriter()
            .selfDescribe()
            .map(4)
            .key("ic_api_version")
            .text("0.18.0")
            .key("impl_version")
            .text("icws-devnet")
            .key("replica_health_status")
            .text("healthy")
            .key("root_key")
            .bytes(keys.rootKeyDer()));
  }

  CompletableFuture<Reply> readCanisterState(Principal effectiveCanister, Bytes body) {
    requireOnSubnetOrManagement(effectiveCanister);
    Envelope envelope = Envelope.read(body, "read_state");
    verifier.verify(envelope, effectiveCanister);
    List<List<Bytes>> paths = paths(envelope.content());
    observer.accept(new ObservedRequest(ObservedRequest.Kind.READ_STATE, effectiveCanister, ""));
    return replica
        .summary(effectiveCanister)
        .thenApplyAsync(
            canister -> {
              new ReadStatePermissions(
                      replica.history(),
                      envelope.sender(),
                      Optional.of(effectiveCanister),
                      canister)
                  .check(paths);
              return certificate(paths);
            },
            threads);
  }

  /** Requests that create canisters are about no canister yet. */
  private static void requireOnSubnetOrManagement(Principal canister) {
    if (!canister.equals(Principal.MANAGEMENT)) {
      Route.requireOnSubnet(canister);
    }
  }

  Reply readSubnetState(Principal subnet, Bytes body) {
    if (!subnet.equals(keys.subnetId())) {
      throw RefusedException.badRequest("This network has no subnet " + subnet);
    }
    Envelope envelope = Envelope.read(body, "read_state");
    verifier.verify(envelope, Principal.MANAGEMENT);
    List<List<Bytes>> paths = paths(envelope.content());
    observer.accept(new ObservedRequest(ObservedRequest.Kind.READ_STATE, subnet, ""));
    new ReadStatePermissions(
            replica.history(), envelope.sender(), Optional.empty(), Optional.empty())
        .check(paths);
    return certificate(paths);
  }

  private Reply certificate(List<List<Bytes>> paths) {
    return Reply.cbor(
        new CborWriter()
            .selfDescribe()
            .map(1)
            .key("certificate")
            .bytes(replica.certifier().certificate(paths)));
  }

  private static List<List<Bytes>> paths(CborMap content) {
    if (!content.has("paths")) {
      throw RefusedException.badRequest("field paths is missing");
    }
    List<List<Bytes>> paths = new ArrayList<>();
    for (List<?> path : content.list("paths", List.class)) {
      List<Bytes> labels = new ArrayList<>();
      for (Object label : path) {
        if (!(label instanceof Bytes bytes)) {
          throw RefusedException.badRequest("a label of a path is not a byte string");
        }
        labels.add(bytes);
      }
      paths.add(labels);
    }
    return paths;
  }
}
