package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidTest {

  @Test
  void argumentsOfTheInterfaceAreEncodedAsPublished() {
    assertEquals("4449444c0000", Candid.encode().hex());
    assertEquals("4449444c0001781000000000000000", Candid.encode(CandidValue.nat64(16)).hex());
    assertEquals(
        "4449444c016d7b020000020102" + "0103",
        Candid.encode(CandidValue.blob(Bytes.ofHex("0102")), CandidValue.blob(Bytes.ofHex("03")))
            .hex());
  }

  @Test
  void recordsOfVectorsAreReadBack() {
    CandidValue message =
        CandidValue.record(
            Map.of(
                "client_id", CandidValue.nat64(16),
                "key", CandidValue.text("k"),
                "val", CandidValue.blob(Bytes.ofHex("0a0b"))));
    Bytes encoded =
        Candid.encode(
            CandidValue.record(
                Map.of(
                    "messages", CandidValue.vec(List.of(message, message)),
                    "cert", CandidValue.blob(Bytes.EMPTY),
                    "tree", CandidValue.blob(Bytes.ofHex("ff")))));

    CandidValue reply = Candid.decode(encoded).get(0);

    List<CandidValue> messages = reply.field("messages").asVec();
    assertEquals(2, messages.size());
    assertEquals(16, messages.get(1).field("client_id").asNat64());
    assertEquals("k", messages.get(1).field("key").asText());
    assertEquals(Bytes.ofHex("0a0b"), messages.get(1).field("val").asBlob());
    assertEquals(Bytes.ofHex("ff"), reply.field("tree").asBlob());
  }
}
