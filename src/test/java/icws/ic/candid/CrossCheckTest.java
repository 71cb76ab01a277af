package icws.ic.candid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.ic.Bytes;
import java.math.BigInteger;
import java.util.List;
import org.ic4j.candid.parser.IDLArgs;
import org.ic4j.candid.parser.IDLValue;
import org.ic4j.candid.types.Type;
import org.junit.jupiter.api.Test;

/** Encodings compared with those of another implementation, ic4j. */
class CrossCheckTest {

  @Test
  void argumentsAreEncodedAlike() {
    IDLArgs theirs =
        IDLArgs.create(
            List.of(
                IDLValue.create(BigInteger.valueOf(16), Type.NAT64),
                IDLValue.create("zwei Wörter", Type.TEXT),
                IDLValue.create(true, Type.BOOL),
                IDLValue.create(new BigInteger("1267650600228229401496703205376"), Type.NAT)));

    Bytes ours =
        Candid.encode(
            CandidValue.nat64(16),
            CandidValue.text("zwei Wörter"),
            CandidValue.bool(true),
            CandidValue.nat(BigInteger.TWO.pow(100)));

    assertEquals(Bytes.wrap(theirs.toBytes()), ours);
  }
}
