package icws.devnet.replica;

import icws.devnet.engine.CanisterModule;
import icws.devnet.state.Leb128;
import icws.devnet.state.StateTree;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the state tree in step with what the replica does. Written by the replica's thread; {@link
 * #tree} may be read by any.
 */
public final class CertifiedState {
  private static final Bytes CANISTER = Bytes.utf8("canister");
  private static final Bytes REQUEST_STATUS = Bytes.utf8("request_status");
  private static final Bytes BOUNDARY_NODES = Bytes.utf8("api_boundary_nodes");
  private static final Bytes SUBNET = Bytes.utf8("subnet");

  /** The canister ids of this subnet: 2^21 of them, from 0. */
  private static final Principal FIRST = CanisterIds.at(0);

  private static final Principal LAST = CanisterIds.at(CanisterIds.COUNT - 1);

  private volatile StateTree tree;

  public CertifiedState(SubnetKeys keys) {
    Bytes subnet = keys.subnetId().raw();
    Bytes ranges = canisterRanges();
    Bytes publicKey = Bytes.utf8("public_key");
    // Both layouts of the ranges: agents that use the v3 endpoints read the second.
    tree =
        StateTree.EMPTY
            .with(List.of(SUBNET, subnet, publicKey), keys.rootKeyDer())
            .with(List.of(SUBNET, subnet, Bytes.utf8("canister_ranges")), ranges)
            .with(List.of(SUBNET, subnet, Bytes.utf8("type")), Bytes.utf8("application"))
            .with(
                List.of(SUBNET, subnet, Bytes.utf8("node"), keys.nodeId().raw(), publicKey),
                keys.nodeKeyDer())
            .with(List.of(Bytes.utf8("canister_ranges"), subnet, FIRST.raw()), ranges);
  }

  private static Bytes canisterRanges() {
    return new CborWriter()
        .selfDescribe()
        .array(1)
        .array(2)
        .bytes(FIRST.raw())
        .bytes(LAST.raw())
        .toBytes();
  }

  /** The present tree, without the time. */
  public StateTree tree() {
    return tree;
  }

  /** Records where the network is found. */
  void boundaryNode(BoundaryNode node) {
    Bytes id = node.id().raw();
    write(List.of(BOUNDARY_NODES, id, Bytes.utf8("domain")), Bytes.utf8(node.domain()));
    write(List.of(BOUNDARY_NODES, id, Bytes.utf8("ipv4_address")), Bytes.utf8(node.ipv4Address()));
    write(List.of(BOUNDARY_NODES, id, Bytes.utf8("ipv6_address")), Bytes.utf8(node.ipv6Address()));
  }

  /** Whether anything is known of a request. */
  boolean knowsRequest(Bytes requestId) {
    return tree.get(List.of(REQUEST_STATUS, requestId, Bytes.utf8("status"))).isPresent();
  }

  void request(Bytes requestId, String status) {
    write(status(requestId, "status"), Bytes.utf8(status));
  }

  /** Records how a request ended. */
  void request(Bytes requestId, Response response) {
    if (response instanceof Response.Replied replied) {
      write(status(requestId, "reply"), replied.reply());
      request(requestId, "replied");
    } else if (response instanceof Response.Rejected rejected) {
      write(status(requestId, "reject_code"), Leb128.unsigned(rejected.rejectCode()));
      write(status(requestId, "reject_message"), Bytes.utf8(rejected.message()));
      write(status(requestId, "error_code"), Bytes.utf8(rejected.error().text()));
      request(requestId, "rejected");
    }
  }

  /** Forgets the answer, not the request. */
  void requestDone(Bytes requestId) {
    forgetRequest(requestId);
    request(requestId, "done");
  }

  void forgetRequest(Bytes requestId) {
    tree = tree.without(List.of(REQUEST_STATUS, requestId));
  }

  void certifiedData(Canister canister) {
    write(of(canister, "certified_data"), canister.certifiedData());
  }

  /** Records everything else that the tree tells of a canister. */
  void canister(Canister canister) {
    certifiedData(canister);
    write(of(canister, "controllers"), controllers(canister));
    tree = tree.without(of(canister, "module_hash")).without(of(canister, "metadata"));
    canister.instance().ifPresent(instance -> module(canister, instance.module()));
  }

  private void module(Canister canister, CanisterModule module) {
    write(of(canister, "module_hash"), module.hash());
    module
        .metadata()
        .forEach(
            (name, section) -> {
              List<Bytes> path = new ArrayList<>(of(canister, "metadata"));
              path.add(Bytes.utf8(name));
              write(path, section.content());
            });
  }

  void forgetCanister(Canister canister) {
    tree = tree.without(List.of(CANISTER, canister.id().raw()));
  }

  private static Bytes controllers(Canister canister) {
    List<Principal> controllers = canister.settings().controllers();
    CborWriter out = new CborWriter().selfDescribe().array(controllers.size());
    controllers.forEach(controller -> out.bytes(controller.raw()));
    return out.toBytes();
  }

  private static List<Bytes> status(Bytes requestId, String field) {
    return List.of(REQUEST_STATUS, requestId, Bytes.utf8(field));
  }

  private static List<Bytes> of(Canister canister, String field) {
    return List.of(CANISTER, canister.id().raw(), Bytes.utf8(field));
  }

  private void write(List<Bytes> path, Bytes value) {
    tree = tree.with(path, value);
  }
}
