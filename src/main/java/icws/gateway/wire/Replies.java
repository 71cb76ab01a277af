package icws.gateway.wire;

import icws.ic.Bytes;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidException;
import icws.ic.candid.CandidValue;
import java.util.List;
import java.util.function.Function;

/** Candid replies with one value. For the protocols. */
public final class Replies {

  private Replies() {}

  /**
   * Reads the first value of a reply; further ones are a later interface's.
   *
   * @throws ReplyException if there is none, or the reading finds another type
   */
  public static <T> T read(String method, Bytes reply, Function<CandidValue, T> reading) {
    try {
      List<CandidValue> values = Candid.decode(reply);
      if (values.isEmpty()) {
        throw new ReplyException(method + " answers nothing");
      }
      return reading.apply(values.get(0));
    } catch (CandidException e) {
      throw new ReplyException(method + ": " + e.getMessage(), e);
    }
  }
}
