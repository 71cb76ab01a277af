package icws.gateway.relay.session;

import icws.gateway.wire.CanisterCall;
import icws.gateway.wire.Proof;
import icws.ic.Bytes;

/** A proof whose check is charged to the address that its frame came from. */
record MeteredProof(Proof.ByCanister proof, AddressLane lane) implements Proof.ByCanister {

  @Override
  public CanisterCall question() {
    return proof.question();
  }

  @Override
  public boolean holds(Bytes reply) {
    return lane.meter(() -> proof.holds(reply));
  }
}
