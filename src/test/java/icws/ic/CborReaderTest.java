package icws.ic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CborReaderTest {

  @Test
  void readsAMapFromTheMiddleOfAnArray() {
    Bytes whole = Bytes.ofHex("ffffffff" + "a16374776f02" + "ff");
    Bytes slice = whole.slice(4, whole.size() - 1);
    assertEquals(2, CborMap.read(slice).unsigned64("two"));
  }

  @Test
  void firstFrameOfTheProofOfConceptIsRead() {
    CborMap frame =
        CborMap.read(
            Bytes.ofHex(
                "d9d9f7a26b63616e69737465725f6964781b627734646c2d736d6161612d61616161612d71616163"
                    + "712d63616969636c69656e745f696410"));

    assertEquals("bw4dl-smaaa-aaaaa-qaacq-cai", frame.text("canister_id"));
    assertEquals(16, frame.unsigned64("client_id"));
  }
}
