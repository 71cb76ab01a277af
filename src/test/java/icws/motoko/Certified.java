package icws.motoko;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.certificate.Certificate;
import icws.ic.certificate.HashTree;
import icws.ic.certificate.Lookup;
import java.util.List;

/**
 * What proves a batch of messages.
 *
 * @param certificate the network's certificate of {@code tree}
 */
record Certified(Bytes certificate, Bytes tree) {
  private static final Bytes WEBSOCKET = Bytes.utf8("websocket");

  /** A message as the canister's map has it. */
  record Entry(String key, Bytes content) {}

  /** Checks what a client checks, and that the proof shows these messages and no others. */
  void assertShows(List<Entry> messages, CanisterHost host, Principal canister) {
    HashTree hashes = HashTree.decode(tree);
    Certificate verified = host.verifier().verify(certificate, canister);

    assertEquals(
        new Lookup.Found(hashes.digest()),
        verified.lookup(Bytes.utf8("canister"), canister.raw(), Bytes.utf8("certified_data")));
    assertEquals(
        messages.stream().map(message -> Bytes.utf8(message.key())).toList(),
        hashes.labelsAt(WEBSOCKET));
    for (Entry message : messages) {
      assertEquals(
          new Lookup.Found(Sha256.hash(message.content())),
          hashes.lookup(WEBSOCKET, Bytes.utf8(message.key())));
    }
  }
}
