package icws.gateway.wire.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.client.FrameCheck;
import icws.client.Ic4jIdentity;
import icws.client.MappedTypes;
import icws.client.V1Client;
import icws.gateway.wire.ClientFrame;
import icws.gateway.wire.ClientKey;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.identity.EnvelopeVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.ic4j.agent.identity.AnonymousIdentity;
import org.ic4j.agent.identity.BasicIdentity;
import org.ic4j.agent.identity.DelegatedIdentity;
import org.ic4j.agent.identity.Identity;
import org.ic4j.agent.identity.Prime256v1Identity;
import org.ic4j.agent.identity.Secp256k1Identity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs send that have ic4j's identities and types, as the gateway reads it. */
class Ic4jClientTest {

  private static final String CANISTER = "bw4dl-smaaa-aaaaa-qaacq-cai";
  private static final Principal GATEWAY = Principal.selfAuthenticating(Bytes.utf8("gateway"));

  private final V1Protocol protocol =
      new V1Protocol(
          GATEWAY,
          new EnvelopeVerifier(
              Clock.systemUTC(),
              () -> {
                throw new AssertionError("no canister has signed");
              }));

  static Stream<Identity> identities() throws GeneralSecurityException {
    return Stream.of(
        BasicIdentity.fromKeyPair(
            KeyPairGenerator.getInstance("Ed25519", new BouncyCastleProvider()).generateKeyPair()),
        Secp256k1Identity.fromKeyPair(pair("secp256k1")));
  }

  private static KeyPair pair(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  /** The content of a message to the demo canister. */
  public static final class AppMessage {
    public String text = "";
  }

  @ParameterizedTest
  @MethodSource("identities")
  void opensAndSpeaks(Identity identity) {
    V1Client client = new V1Client(CANISTER, new Ic4jIdentity(identity), FrameCheck.NONE);
    AppMessage hello = new AppMessage();
    hello.text = "hello";
    byte[] content = MappedTypes.encode(hello);

    ClientFrame opening = read(client.firstFrame(ic4j(GATEWAY)));
    ClientFrame.Message message =
        assertInstanceOf(ClientFrame.Message.class, read(client.nextFrame(content)));

    ClientKey key =
        new ClientKey.Signing(
            Principal.of(Bytes.wrap(identity.sender().getValue())), client.nonce());
    assertEquals(key, opening.client());
    assertEquals(key, message.client());
    CandidValue sent = Candid.decode(message.send().argument()).get(0).field("msg");
    assertEquals(Bytes.wrap(content), sent.field("content").asBlob());
    assertEquals("hello", Candid.decode(Bytes.wrap(content)).get(0).field("text").asText());
  }

  private ClientFrame read(byte[] frame) {
    return protocol.read(Bytes.wrap(frame));
  }

  private static org.ic4j.types.Principal ic4j(Principal principal) {
    return org.ic4j.types.Principal.from(principal.raw().toByteArray());
  }

  @Test
  void identitiesThatTheNetworkOrTheClientDoesNotTakeAreRefused() throws GeneralSecurityException {
    Identity session = identities().findFirst().orElseThrow();
    Identity delegated = new DelegatedIdentity(session, session.getPublicKey(), List.of());
    Identity wronglySigning = Prime256v1Identity.fromKeyPair(pair("secp256r1"));

    for (Identity refused : List.of(delegated, wronglySigning, new AnonymousIdentity())) {
      assertThrows(IllegalArgumentException.class, () -> new Ic4jIdentity(refused));
    }
  }
}
