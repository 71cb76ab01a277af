package icws.gateway.relay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.relay.CanisterAdmission;
import icws.gateway.relay.Limit;
import icws.gateway.wire.CloseReason;
import icws.gateway.wire.v1.V1Frames;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import icws.ic.identity.DelegatedIdentity;
import icws.ic.identity.Ed25519Identity;
import icws.ic.identity.EnvelopeVerifier;
import icws.ic.identity.Identity;
import icws.ic.identity.SignatureVerifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A relay for clients of protocol v1 whose signatures are counted and cost a made-up processor time
 * each; turns come when the test says so.
 */
final class CountingRelay {

  static final Principal CANISTER = RelayFixture.CANISTER;
  static final Principal GATEWAY = Principal.selfAuthenticating(Bytes.utf8("gateway"));
  static final Duration SHARE = Duration.ofMillis(100);
  static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final SignatureVerifier REAL =
      SignatureVerifier.with(
          () -> {
            throw new AssertionError("no canister has signed");
          });

  final ManualTurns turns = new ManualTurns();
  final AtomicLong processorNanos = new AtomicLong();

  /** The keys whose signatures were verified, in that order. */
  final List<Bytes> asked = new ArrayList<>();

  final V1Protocol protocol =
      new V1Protocol(GATEWAY, EnvelopeVerifier.of(SdkFrame.clock(0), this::verifies));
  final RelayFixture inner;

  /** What a signature costs. */
  Duration price = Duration.ZERO;

  /** What goes wrong at each signature. */
  @Nullable Error fault;

  CountingRelay() {
    this(CanisterAdmission.usual());
  }

  CountingRelay(CanisterAdmission admission) {
    inner =
        new RelayFixture(
            admission,
            timers ->
                new AddressLanes(
                    new ProcessorShare(SHARE, LONGEST_WAIT), timers, turns, processorNanos::get));
  }

  private boolean verifies(Bytes key, Bytes message, Bytes signature) {
    asked.add(key);
    processorNanos.addAndGet(price.toNanos());
    if (fault != null) {
      throw fault;
    }
    return REAL.verifies(key, message, signature);
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static Ed25519Identity key() {
    return Ed25519Identity.generate(new SecureRandom());
  }

  /** The last one, who signs for the first one. */
  static Identity delegated(Identity... identities) {
    Identity signer = identities[0];
    for (int i = 1; i < identities.length; i++) {
      signer =
          DelegatedIdentity.delegate(
              signer, identities[i], SdkFrame.NOW.plusSeconds(600), List.of());
    }
    return signer;
  }

  /** Somebody whom another than the user lets sign for the user. */
  static Identity forger() {
    Ed25519Identity user = key();
    return new DelegatedIdentity(user.publicKeyDer(), delegated(key(), user).delegations(), user);
  }

  Client client(Identity signer) {
    return client(signer, "192.0.2.1");
  }

  Client client(Identity signer, String address) {
    FakeSocket socket = new FakeSocket(address(address));
    return new Client(signer, socket, inner.sessions.connect(protocol, socket));
  }

  /** A client that has sent its first frame. */
  Client open(Identity signer) {
    return open(signer, "192.0.2.1");
  }

  Client open(Identity signer, String address) {
    Client client = client(signer, address);
    client.open(signer);
    return client;
  }

  List<String> calls(String prefix) {
    return inner.canister().calls(prefix);
  }

  long reached(Limit limit) {
    return inner.statistics.limitsReached(limit);
  }

  void pass(Duration time) {
    inner.scheduler.advance(time);
  }

  /** That no signature was verified, that none will be, and that nothing waits. */
  void assertNothingVerified() {
    turns.all();
    assertEquals(List.of(), asked);
    assertEquals(0, inner.context.inboxSpace().usedBytes());
    assertEquals(0, inner.lanes.waiting());
  }

  /** A user, by whoever signs for it. */
  record Client(Identity signer, FakeSocket socket, ClientSession session) {

    void open(Identity by) {
      session.receive(V1Frames.opening(by, CANISTER, GATEWAY, 16));
    }

    void send(String... texts) {
      for (String text : texts) {
        send(signer, text);
      }
    }

    void send(Identity by, String text) {
      session.receive(V1Frames.message(by, CANISTER, signer.principal(), 16, text));
    }

    /** What its canister is called with when the client says this. */
    String said(String text) {
      return "SEND " + signer.principal() + "_16 " + text;
    }

    /** What its canister is called with when the client opens. */
    String opened() {
      return "OPEN " + signer.principal() + "_16";
    }

    List<CloseReason> reasons() {
      return socket.reasons();
    }
  }
}
