package icws.load;

import icws.devnet.InternetIdentity;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.identity.DelegatedIdentity;
import icws.ic.identity.Delegation;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.Envelope;
import icws.ic.identity.Identity;
import icws.ic.identity.SignedDelegation;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * First frames of protocol v1 that cost as much as a frame can: nothing is wrong with one but the
 * signature that is verified last.
 */
final class DearOpenings {
  private static final int LONGEST_CHAIN = 20;
  private static final int CHAINS = 10;
  private static final Duration DELEGATED = Duration.ofHours(1);
  private static final Duration LIFETIME = Duration.ofMinutes(4);
  private static final Bytes FRAME_HEAD = Bytes.ofHex("d9d9f7a168656e76656c6f7065");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Principal canister;
  private final Principal gateway;
  private final List<Identity> signers = new ArrayList<>();

  /**
   * @param gateway whom the frames name
   * @param users for whom this network's canisters sign
   * @param impostors the same of another network
   */
  DearOpenings(
      Principal canister, Principal gateway, InternetIdentity users, InternetIdentity impostors) {
    this.canister = canister;
    this.gateway = gateway;
    for (int i = 0; i < CHAINS; i++) {
      signers.add(longChain());
      signers.add(canisterSigned(users.register(), impostors.register()));
    }
  }

  /** For the canister that a crowd speaks with. */
  static DearOpenings of(Stage stage, Crowd crowd) {
    return new DearOpenings(
        stage.canister(),
        Principal.of(Bytes.wrap(crowd.crier().gateway().join().getValue())),
        stage.network().internetIdentity(),
        new InternetIdentity(new SubnetKeys("another network")));
  }

  /** So many frames, all different, to be sent within minutes. */
  List<byte[]> make(int count) {
    return IntStream.range(0, count).mapToObj(i -> frame(signers.get(i % signers.size()))).toList();
  }

  /** Twenty delegations of P-256 keys, of which somebody else has signed the first. */
  private static Identity longChain() {
    P256Identity sender = new P256Identity();
    P256Identity signer = new P256Identity();
    List<SignedDelegation> chain = new ArrayList<>();
    chain.add(delegation(signer.publicKeyDer(), Bytes.wrap(new byte[64])));
    Identity last = new DelegatedIdentity(sender.publicKeyDer(), chain, signer);
    while (last.delegations().size() < LONGEST_CHAIN) {
      last =
          DelegatedIdentity.delegate(
              last, new P256Identity(), Instant.now().plus(DELEGATED), List.of());
    }
    return last;
  }

  /** Two delegations that canisters have signed, the first of them on another network. */
  private static Identity canisterSigned(InternetIdentity.User good, InternetIdentity.User bad) {
    Ed25519Identity session = Ed25519Identity.generate(RANDOM);
    Delegation first = delegation(good.publicKeyDer());
    Delegation second = delegation(session.publicKeyDer());
    return new DelegatedIdentity(
        bad.publicKeyDer(),
        List.of(
            new SignedDelegation(first, bad.sign(first.signedBytes())),
            new SignedDelegation(second, good.sign(second.signedBytes()))),
        session);
  }

  private static SignedDelegation delegation(Bytes to, Bytes signature) {
    return new SignedDelegation(delegation(to), signature);
  }

  private static Delegation delegation(Bytes to) {
    return new Delegation(to, Instant.now().plus(DELEGATED), Optional.empty());
  }

  private byte[] frame(Identity signer) {
    CandidValue argument =
        CandidValue.record(
            Map.of(
                "client_nonce", CandidValue.nat64(RANDOM.nextLong()),
                "gateway_principal", CandidValue.principal(gateway)));
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("request_type", "call");
    content.put("canister_id", canister.raw());
    content.put("method_name", "ws_open");
    content.put("arg", Candid.encode(argument));
    content.put("sender", signer.principal().raw());
    content.put(
        "ingress_expiry",
        BigInteger.valueOf(Instant.now().plus(LIFETIME).getEpochSecond())
            .multiply(BigInteger.valueOf(1_000_000_000)));
    return Bytes.concat(FRAME_HEAD, Envelope.sign(content, signer).encode()).toByteArray();
  }
}
