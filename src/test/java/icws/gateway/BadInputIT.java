package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.client.ClientKeys;
import icws.client.Forgery;
import icws.client.GatewaySocket;
import icws.client.PocClient;
import icws.devnet.RequestLog;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every row of bad input: the right close code with a reason, one line in the log, nothing left in
 * any registry, and a bystander who notices nothing.
 */
@ExtendWith(LiveSystem.Shared.class)
class BadInputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Pattern COMPLAINT =
      Pattern.compile("(WARNING|SEVERE).*icws\\.gateway\\..*\\[tid:");
  private static final Principal NOWHERE = Principal.of(Bytes.ofHex("0000000000ffffff0101"));

  private final LiveSystem system;
  private final PocClient bystander;
  private final GatewaySocket socket;
  private final int mark;

  BadInputIT(LiveSystem system) throws InterruptedException {
    this.system = system;
    this.bystander = system.client(system.canister());
    this.socket = system.socket();
    this.mark = system.gateway().log().mark();
  }

  @BeforeEach
  void theBystanderAndTheSuspectAreConnected() throws Exception {
    system.gateway().awaitMetric("icws_sessions", 2);
  }

  @AfterEach
  void theBystanderLeaves() throws Exception {
    bystander.close();
    system.gateway().awaitMetric("icws_sessions", 0);
    system.gateway().awaitMetric("icws_sockets", 0);
    system.gateway().awaitMetric("icws_canisters", 0);
  }

  private void assertClosed(int code, String reason) throws Exception {
    GatewaySocket.Closure closure = socket.awaitClosure();
    assertEquals(code, closure.code());
    assertTrue(closure.reason().contains(reason), closure.reason());
    assertOnlyTheBystanderIsLeftAndOneLineSaysSo(code);
  }

  private void assertOnlyTheBystanderIsLeftAndOneLineSaysSo(int code) throws Exception {
    assertOnlyTheBystanderIsLeft();
    assertEquals(1, complaints().size(), () -> String.join("\n", complaints()));
    assertTrue(complaints().get(0).contains(" ends: " + code + " "), complaints().get(0));
  }

  /**
   * What the gateway has complained about since the test began. The server has its own complaints:
   * a socket that is closed while its upgrade request is still being finished is one.
   */
  private List<String> complaints() {
    return system.gateway().log().since(mark).stream()
        .filter(line -> COMPLAINT.matcher(line).find())
        .toList();
  }

  /** To be called when the session has ended, which is after its line was written. */
  private void assertOneLineSaysThatItLeft() {
    List<String> endings =
        system.gateway().log().since(mark).stream()
            .filter(line -> line.contains(" ends: "))
            .toList();
    assertEquals(1, endings.size(), () -> String.join("\n", endings));
    assertTrue(endings.get(0).contains(" ends: 1000 NORMAL"), endings.get(0));
    assertEquals(List.of(), complaints());
  }

  private void assertOnlyTheBystanderIsLeft() throws Exception {
    system.gateway().awaitMetric("icws_sessions", 1);
    system.gateway().awaitMetric("icws_sockets", 1);
    system.gateway().awaitMetric("icws_canisters", 1);
    bystander.say("unharmed");
    assertEquals("unharmed ping", bystander.hear());
    assertTrue(bystander.socket().isOpen());
  }

  private byte[] signedOpening(String canister, long client) {
    ClientKeys keys = ClientKeys.generate();
    byte[] opening = Forgery.pocOpening(canister, client);
    return Forgery.pocFirstFrame(opening, keys.sign(opening));
  }

  @Test
  void aFrameThatIsNotCborIsABadFrame() throws Exception {
    socket.send(new byte[] {(byte) 0xff, 0x00, 0x13});
    assertClosed(4400, "not CBOR");
  }

  @Test
  void aFrameOfOtherTypesIsABadFrame() throws Exception {
    socket.send(
        Forgery.map(
            2,
            generator -> {
              generator.writeNumberField("client_canister_id", 7);
              generator.writeStringField("sig", "a text");
            }));
    assertClosed(4400, "client_canister_id is not a byte string");
  }

  @Test
  void aFrameWithoutAFieldIsABadFrame() throws Exception {
    byte[] opening = Forgery.pocOpening(system.canister().toString(), 16);
    socket.send(
        Forgery.map(1, generator -> generator.writeBinaryField("client_canister_id", opening)));
    assertClosed(4400, "sig is missing");
  }

  @Test
  void aTextFrameIsNotPartOfTheProtocol() throws Exception {
    socket.sendText("hello");
    assertClosed(1003, "text frames are not part of the protocol");
  }

  @Test
  void aFrameOverTheConfiguredLimitIsTooBig() throws Exception {
    socket.send(new byte[65_537]);
    assertClosed(1009, "frame over the limit");
  }

  @Test
  void aFrameOverTheServersOwnLimitIsTooBig() throws Exception {
    socket.close();
    // No more than its beginning: whoever is still sending when it is refused may not come to read
    // why.
    try (DeafSocket begun = new DeafSocket(system.gateway().socket())) {
      begun.begin(2 * 1024 * 1024 + 1, 1_000);
      assertEquals("1009 frame over the limit", begun.lastWords(PATIENCE));
    }
    assertOnlyTheBystanderIsLeftAndOneLineSaysSo(1009);
  }

  @Test
  void aSecondFirstFrameIsAgainstTheRules() throws Exception {
    PocClient client = system.network().register(system.canister());
    client.join(socket);
    socket.send(client.firstFrame());
    assertClosed(1008, "a second first frame");
  }

  @Test
  void aSignatureOfAnotherKeyIsABadSignature() throws Exception {
    PocClient client = system.network().register(system.canister());
    socket.send(signedOpening(system.canister().toString(), client.id()));
    assertClosed(4401, "the signature does not match the registered key");
  }

  @Test
  void aClientThatTheCanisterDoesNotKnowIsUnknown() throws Exception {
    socket.send(signedOpening(system.canister().toString(), 999_999));
    assertClosed(4404, "the canister does not know client 999999");
  }

  @Test
  void aCanisterIdThatIsNoPrincipalIsABadFrame() throws Exception {
    socket.send(signedOpening("not-a-principal", 16));
    assertClosed(4400, "canister_id is not a principal");
  }

  @Test
  void aCanisterThatDoesNotExistIsUnknown() throws Exception {
    socket.send(signedOpening(NOWHERE.toString(), 16));
    assertClosed(4410, "this network has no canister " + NOWHERE);
  }

  @Test
  void aCanisterWithoutTheInterfaceIsNotAWebSocketCanister() throws Exception {
    Principal mute = system.network().installMute();
    socket.send(signedOpening(mute.toString(), 16));
    assertClosed(4411, "ws_get_client_key");
  }

  @Test
  void aClientThatSaysNothingIsClosedInTheEnd() throws Exception {
    assertClosed(1008, "no first frame in time");
  }

  @Test
  void aMessageOutOfOrderIsRefusedByTheCanister() throws Exception {
    PocClient client = system.network().register(system.canister());
    client.join(socket);
    client.nextFrame("never sent");
    client.say("out of order");
    assertClosed(4420, "the canister answered false");
  }

  @Test
  void aClientThatLeavesBeforeItsFirstFrameLeavesNothing() throws Exception {
    socket.close();
    assertOnlyTheBystanderIsLeft();
    assertOneLineSaysThatItLeft();
  }

  @Test
  void aClientThatVanishesBeforeItsFirstFrameLeavesNothing() throws Exception {
    socket.abort();
    assertOnlyTheBystanderIsLeft();
    assertOneLineSaysThatItLeft();
  }

  @Test
  void aClientThatLeavesDuringItsOpeningIsClosedAtTheCanister() throws Exception {
    RequestLog requests = system.network().requests();
    PocClient client = system.network().register(system.canister());
    long opened = requests.count(system.canister(), "ws_open");
    long closed = requests.count(system.canister(), "ws_close");
    socket.send(client.firstFrame());
    assertTrue(requests.await(system.canister(), "ws_open", opened + 1, PATIENCE));
    socket.abort();
    assertTrue(requests.await(system.canister(), "ws_close", closed + 1, PATIENCE));
    assertOnlyTheBystanderIsLeft();
    assertOneLineSaysThatItLeft();
  }
}
