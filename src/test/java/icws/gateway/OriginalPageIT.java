package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.client.GatewaySocket;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.cbor.CborMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of the original proof of concept, this gateway, and this project's canister. */
@ExtendWith(LiveSystem.Shared.class)
class OriginalPageIT {

  @Test
  void originalPageIsServed(LiveSystem system) throws Exception {
    Principal canister = system.network().installDemo();
    assertEquals(OriginalPage.CLIENT, system.network().register(canister, OriginalPage.PUBLIC_KEY));
    try (GatewaySocket socket = system.socket()) {
      socket.send(firstFrame(canister).toByteArray());
      assertEquals("ping", textOf(socket));
      socket.send(OriginalPage.MESSAGES.get(0).toByteArray());
      assertEquals("ping-pong ping", textOf(socket));
      socket.send(OriginalPage.MESSAGES.get(1).toByteArray());
      assertEquals("ping-pong ping-pong ping", textOf(socket));
    }
  }

  /** The page's own, for another canister: with its id, and signed again. */
  private static Bytes firstFrame(Principal canister) {
    String id = Bytes.utf8(canister.toString()).hex();
    Bytes opening =
        Bytes.ofHex(
            OriginalPage.OPENING.hex().replace(Bytes.utf8(OriginalPage.CANISTER).hex(), id));
    Bytes signature = OriginalPage.KEYS.sign(opening);
    return Bytes.ofHex(
        OriginalPage.FIRST_FRAME
            .hex()
            .replace(OriginalPage.OPENING.hex(), opening.hex())
            .replace(OriginalPage.OPENING_SIGNATURE.hex(), signature.hex()));
  }

  private static String textOf(GatewaySocket socket) throws Exception {
    Bytes frame = Bytes.wrap(socket.next().get(30, TimeUnit.SECONDS));
    Bytes message = CborMap.read(CborMap.read(frame).bytes("val")).bytes("message");
    return CborMap.read(message).text("text");
  }
}
