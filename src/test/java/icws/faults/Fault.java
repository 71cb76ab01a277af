package icws.faults;

import java.io.IOException;

/** What becomes of one request. */
@FunctionalInterface
public interface Fault {

  /**
   * Answers in the network's stead, or does not.
   *
   * @return whether anything was done to it; if not, it was passed on and answered as usual
   * @throws IOException if the other side has gone
   */
  boolean strike(Exchange exchange) throws IOException;
}
